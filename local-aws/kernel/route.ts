import type { OperationModel } from './api-model';
import type { HttpRequest, Match } from './protocol';

/** Which requests are for an operation, by method, path and constants of the query. */
export interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** The names of the path's labels, in their order. */
  readonly labels: readonly string[];
  readonly constants: ReadonlyArray<readonly [string, string]>;
  /** How many constants path and query have. */
  readonly weight: number;
}

/** Reads a template as the SDK's schema has it: `/2013-04-01/hostedzone/{Id}?name=value`. */
export function routeOf(method: string, template: string): Route {
  const [path, query = ''] = template.split('?');
  const labels: string[] = [];
  const pattern = path.replace(/\{(\w+)(\+?)\}/g, (_, name, greedy) => {
    labels.push(name);
    return greedy ? '(.+)' : '([^/]+)';
  });
  const constants = [...new URLSearchParams(query)];
  const weight = 100 * constants.length + path.split('/').filter((part) => !part.startsWith('{')).length;
  return { method, path: new RegExp(`^${pattern}/?$`), labels, constants, weight };
}

/** The operation whose route a request takes: of several the one with the most constants in path and query. */
export function matchRoute(operations: readonly OperationModel[], { method, path, query }: HttpRequest): Match | undefined {
  const candidates = operations.flatMap((operation) => {
    const route = operation.route!;
    const match = route.method === method ? route.path.exec(path) : null;
    const matches = match && route.constants.every(([name, value]) => query.has(name) && (value === '' || query.get(name) === value));
    return matches ? [{ operation, match, weight: route.weight }] : [];
  });
  const [best] = candidates.sort((one, other) => other.weight - one.weight);
  return best && {
    operation: best.operation,
    labels: Object.fromEntries(best.operation.route!.labels.map((name, index) => [name, decodeURIComponent(best.match[index + 1])])),
  };
}
