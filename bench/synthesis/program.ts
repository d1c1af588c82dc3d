import type { Scenario } from './scenarios';
import { Child } from '../child';

export const program = () => Child.compile('synthesis/child.ts');

/** What both constructs can do. */
export const PAIRS = [
  { what: 'Easy DKIM', theirs: { construct: 'EmailIdentity', way: 'easy' }, ours: { construct: 'DomainIdentity', way: 'easy' } },
  { what: 'own keys', theirs: { construct: 'EmailIdentity', way: 'own key' }, ours: { construct: 'DomainIdentity', way: 'own key' } },
] as const satisfies ReadonlyArray<{ readonly what: string; readonly theirs: Scenario; readonly ours: Scenario }>;

export const LIBRARY_SCENARIOS: readonly Scenario[] = (['easy', 'own key', 'generated', 'rotated', 'followed'] as const)
  .map((way) => ({ construct: 'DomainIdentity', way }));

const WAYS: Readonly<Record<Scenario['way'], string>> = {
  'easy': 'Easy DKIM', 'own key': 'own key', 'generated': 'generated key', 'rotated': 'rotated key', 'followed': 'followed secret',
};

export function scenarioName({ construct, way }: Scenario): string {
  return `${construct === 'EmailIdentity' ? '`ses.EmailIdentity`' : '`DomainIdentity`'}, ${WAYS[way]}`;
}
