import type { Stack } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainIdentity } from '../../src';
import { TestKey } from '../../test/e2e/keys';
import { DOMAIN, World } from '../../test/e2e/world';
import { markdownTable } from '../format';
import { type Measurement, NOTHING } from '../measurement';

const OPERATIONS = ['create', 'change', 'no-op', 'destroy'] as const;
type Calls = Readonly<Record<typeof OPERATIONS[number], readonly string[]>>;

interface Counted {
  readonly way: string;
  readonly change: string;
  readonly calls: Calls;
}

const MOST: Readonly<Record<typeof OPERATIONS[number], number>> = { 'create': 2, 'change': 3, 'no-op': 0, 'destroy': 1 };

type Define = (stack: Stack, world: World) => Dkim;

/** A way of signing, and a change of it. */
const WAYS: ReadonlyArray<{ readonly way: string; readonly change: string; readonly before: Define; readonly after: Define }> = [
  { way: 'Easy DKIM', change: 'to an own key', before: () => Dkim.easyDkim(), after: own('new') },
  { way: 'own key', change: 'another key', before: own('old'), after: own('new') },
  { way: 'own key', change: 'to Easy DKIM', before: own('old'), after: () => Dkim.easyDkim() },
  {
    way: 'generated key',
    change: 'another length',
    before: () => Dkim.byoDkim({ key: DkimKey.generate() }),
    after: () => Dkim.byoDkim({ key: DkimKey.generate({ keyLength: 1024 }) }),
  },
];

/** How many identity calls a deployment makes: SES takes one a second. */
export const identityCalls: Measurement<readonly Counted[]> = {
  name: 'identity-calls',

  async measure() {
    const counted: Counted[] = [];
    for (const { way, change, before, after } of WAYS) {
      const world = await World.start();
      try {
        for (const name of ['old', 'new']) {
          await world.createSecret(`dkim/${name}`, new TestKey().pem());
        }
        const define = (dkim: Define, other: string) => (stack: Stack) => {
          new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), dkim: dkim(stack, world) });
          new CfnSecret(stack, 'Other', { description: other, secretString: 'nothing' });
        };
        const calls: Record<string, readonly string[]> = {};
        for (const [operation, run] of Object.entries({
          'create': () => world.deploy(define(before, 'one')),
          'change': () => world.deploy(define(after, 'one')),
          'no-op': () => world.deploy(define(after, 'two')), // something else in the stack
          'destroy': () => world.destroy(),
        })) {
          const since = world.aws.requests.since();
          const { status } = await run();
          if (!/^(CREATE|UPDATE|DELETE)_COMPLETE$/.test(status)) {
            throw new Error(`${way}, ${operation}: the stack ended with ${status}`);
          }
          calls[operation] = since({ service: 'ses' }).filter(({ principal }) => principal.roleName).map((call) => call.operation);
          await world.aws.clock.advance(10 * 60_000);
        }
        counted.push({ way, change, calls: calls as Calls });
      } finally {
        await world.stop();
      }
    }
    return counted;
  },

  rows: (counted) => {
    const most = OPERATIONS.map((operation) => ({ operation, count: Math.max(...counted.map(({ calls }) => calls[operation].length)) }));
    return [{
      figure: `identity calls of a domain: ${OPERATIONS.join(', ')}`,
      emailIdentity: NOTHING,
      domainIdentity: most.map(({ count }) => count).join(', '),
      target: `≤ ${OPERATIONS.map((operation) => MOST[operation]).join(', ')}`,
      isMet: most.every(({ operation, count }) => count <= MOST[operation]),
    }];
  },

  details: (counted) => [
    '## Identity calls of a domain',
    'Calls of SES by the functions. The no-op is a deployment that changes something else in the stack.',
    '',
    markdownTable(['', 'changed to', ...OPERATIONS], counted.map(({ way, change, calls }) => [
      way, change, ...OPERATIONS.map((operation) => calls[operation].join(', ') || 'none'),
    ])),
  ].join('\n'),
};

function own(name: string): Define {
  return (stack, world) => Dkim.byoDkim({ key: world.key(stack, name) });
}
