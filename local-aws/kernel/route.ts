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
