import { createPrivateKey } from 'node:crypto';
import type { Seen } from './months';
import type { GeneratedSecret } from '../../../src/contract/dkim-key';
import { TestKey } from '../keys';
import type { World } from '../world';

/** Where pieces of the generated keys were, sorted. */
export function whereKeysWereSeen({ aws }: World, seen: readonly Seen[]): string[] {
  const requests = aws.requests.all();
  const keys = requests.filter(({ operation, outcome }) => operation === 'PutSecretValue' && outcome !== 'AccessDeniedException')
    .map(({ input }) => (JSON.parse(input.SecretString as string) as GeneratedSecret).privateKey);
  expect(keys.length).toBeGreaterThan(1);
  const everything: readonly Seen[] = [
    ...seen,
    ...aws.logs.everything().map((text) => ({ where: 'log', text })),
    ...aws.lambda.functions.map(({ configuration }) => ({ where: 'environment', text: JSON.stringify(configuration) })),
    ...requests.flatMap(({ operation, requestBody, responseBody = '' }) => [
      { where: `request ${operation}`, text: requestBody }, { where: `response ${operation}`, text: responseBody },
    ]),
  ];
  const texts = new Map<string, Set<string>>();
  everything.forEach(({ where, text }) => texts.set(where, (texts.get(where) ?? new Set()).add(text)));
  const traces = [...new Set(keys)].flatMap((privateKey) => new TestKey(0, createPrivateKey(privateKey)).traces);
  const isSeen = (all: ReadonlySet<string>) => [...all].some((text) => traces.some((trace) => text.includes(trace)));
  return [...texts].filter(([, all]) => isSeen(all)).map(([where]) => where).sort();
}
