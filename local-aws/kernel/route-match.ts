import type { OperationModel } from './api-model';
import type { HttpRequest, Match } from './protocol';

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
