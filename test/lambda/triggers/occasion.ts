import type { LiveIdentity, Ports, StackState } from '../../../lambda/ports';
import type { Me } from '../../../lambda/reconciler';
import type { Reconciler } from '../../../lambda/triggers/occasion';
import { type DomainIdentityRequest, encodeDomainIdentity } from '../../../src/contract/domain-identity';
import type { DomainMetric } from '../../../src/contract/metrics';

export const STACK_ID = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1';
export const REGION = 'eu-west-1';

export const REQUEST: DomainIdentityRequest = {
  domainName: 'example.com', signing: { mode: 'EASY_DKIM' }, place: { kind: 'MANUAL' }, signingEnabled: true, overlapDays: 14, existingIdentity: 'FAIL', tags: {},
};

export const properties = (change: Partial<DomainIdentityRequest> = {}) => (
  { ServiceToken: 'arn:lambda', ...JSON.parse(JSON.stringify(encodeDomainIdentity({ ...REQUEST, ...change }))) }
);

export const me = (change: Partial<Me> = {}): Me => (
  { stackId: STACK_ID, logicalId: 'Identity', nonce: '0123456789ab', requestId: 'request-1', region: REGION, ...change }
);

export const identityOf = (domainName: string): LiveIdentity => ({
  dkim: { status: 'SUCCESS', origin: 'AWS_SES', tokens: ['a', 'b'], signingEnabled: true, signingHostedZone: 'dkim.amazonses.com' },
  feedbackForwarding: true,
  tags: { domain: domainName },
});

/** What is written to the log while a test runs. */
export function linesOfLog(): Array<Record<string, unknown>> {
  const lines: Array<Record<string, unknown>> = [];
  beforeEach(() => {
    lines.length = 0;
    jest.spyOn(console, 'log').mockImplementation((line: string) => lines.push(JSON.parse(line)));
  });
  afterEach(() => jest.restoreAllMocks());
  return lines;
}

/** What a trigger has to work with, and what it did with it. The state of the stack is the next of `states`, the last one for ever. */
export function occasionWith(states: StackState[] = ['in progress']) {
  let time = 1_000_000;
  const reconciler: jest.Mocked<Reconciler> = {
    deploy: jest.fn().mockResolvedValue({ identity: identityOf('example.com'), dkimRecords: [] }),
    remove: jest.fn().mockResolvedValue(undefined),
    tend: jest.fn().mockResolvedValue(undefined),
    rotate: jest.fn().mockResolvedValue(undefined),
    settingsOf: jest.fn(),
    otherOwner: jest.fn().mockReturnValue(undefined),
    lostOwnerTags: jest.fn().mockRejectedValue(new Error('has lost its tags')),
    quickLook: jest.fn().mockImplementation(async (_ports, { domainName }) => ({ health: { domainName, isVerified: true } })),
  };
  reconciler.settingsOf.mockImplementation(({ tags }) => ({ settings: { ...REQUEST, domainName: tags.domain }, me: me() }));
  const identities = {
    get: jest.fn(async (domainName: string): Promise<LiveIdentity | undefined> => identityOf(domainName)),
    tag: jest.fn(async () => {}),
  };
  const ports = {
    identities,
    stack: { state: async () => (states.length > 1 ? states.shift()! : states[0]), has: async () => false },
    now: () => time,
    pause: async (milliseconds: number) => {
      time += milliseconds;
    },
  };
  return {
    stackId: STACK_ID,
    region: REGION,
    reconciler,
    identities,
    deadline: time + 600_000,
    asked: () => new Set<DomainMetric>(['ReconcileErrors']),
    ports: ports as unknown as Ports,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}
