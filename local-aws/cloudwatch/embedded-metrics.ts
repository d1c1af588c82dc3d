import type { MetricId } from './metrics';

interface Directive {
  readonly Namespace: string;
  /** Each list makes metrics of its own. */
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: ReadonlyArray<{ readonly Name: string }>;
}

/** `<time> <request id> <level> <message>`, with tabs: Lambda's text format. */
const TEXT = /^\S+\t\S+\t\w+\t(\{.*\})$/s;

/**
 * The metrics in a log line: an object with `_aws`, by itself or behind what Lambda's text format puts before it, and not inside of
 * another object, as Lambda's JSON format makes of it. [DOC CloudWatch embedded metric format; the last two are assumed]
 */
export function embeddedMetrics(line: string): Array<{ readonly metric: MetricId; readonly values: readonly number[] }> {
  const entry = objectIn(TEXT.exec(line)?.[1] ?? line);
  const { CloudWatchMetrics: directives = [] } = (entry?._aws ?? {}) as { readonly CloudWatchMetrics?: readonly Directive[] };
  return directives.flatMap(({ Namespace: namespace, Dimensions, Metrics }) => (
    Dimensions.flatMap((names) => Metrics.map(({ Name: name }) => ({
      metric: { namespace, name, dimensions: Object.fromEntries(names.map((dimension) => [dimension, String(entry![dimension])])) },
      values: [entry![name]].flat().map(Number),
    })))
  ));
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{') || !text.includes('"_aws"')) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a line that only looks like one
  }
}
