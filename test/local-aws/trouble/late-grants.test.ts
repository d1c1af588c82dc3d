import { bareFunction, bareResource, BareStack } from '../bare-resource';
import { AccountUnderTest, document } from '../iam/account-under-test';

/*
 * IAM takes its time after CloudFormation has said that a policy or a role is complete. [LIVE aws/aws-cdk#37675, go-to-k/cdkd#756]
 */

const POLICY = (statements: object[]) => ({
  Type: 'AWS::IAM::Policy', DependsOn: 'Function', Properties: { PolicyName: 'late', Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: statements } },
});
const SES = `const { SESv2Client, ListEmailIdentitiesCommand } = require('@aws-sdk/client-sesv2');
  const ses = new SESv2Client({ maxAttempts: 1 });
  const attempt = (work) => work().then(() => 'allowed', ({ name }) => name);`;

describe('on a custom resource', () => {
  let stack: BareStack;
  afterEach(() => stack.stop());

  const resources = {
    ...bareFunction({
      preamble: SES,
      handler: `if (event.RequestType === 'Create') {
          const begin = Date.now();
          let outcome;
          do {
            outcome = await attempt(() => ses.send(new ListEmailIdentitiesCommand({})));
            tell({ outcome, seconds: Math.floor((Date.now() - begin) / 1000) });
            if (outcome !== 'allowed') await pause(5_000);
          } while (outcome !== 'allowed');
        }
        await answer(event);`,
    }),
    Policy: POLICY([{ Effect: 'Allow', Action: 'ses:ListEmailIdentities', Resource: '*' }]),
    Thing: bareResource({}, { DependsOn: 'Policy' }),
  };

  test('a policy that is complete is refused for a while', async () => {
    stack = await BareStack.start({ iam: { propagationMs: 60_000 } });
    expect((await stack.deploy(resources, { pace: 20 })).status).toBe('CREATE_COMPLETE');
    const outcomes = stack.told();
    expect(outcomes[0]).toMatchObject({ outcome: 'AccessDeniedException' });
    expect(outcomes.at(-1).outcome).toBe('allowed');
    expect(stack.aws.iam.denials.map(({ early }) => early)).toEqual(Array(outcomes.length - 1).fill(true));
  });

  test('without the switch it counts at once', async () => {
    stack = await BareStack.start();
    expect((await stack.deploy(resources, { pace: 20 })).status).toBe('CREATE_COMPLETE');
    expect(stack.told()).toEqual([{ outcome: 'allowed', seconds: 0 }]);
  });
});

describe('what comes and goes late', () => {
  const LATE_MS = 30_000;
  let account: AccountUnderTest;
  beforeEach(() => {
    account = new AccountUnderTest();
    account.iam.propagationMs = LATE_MS;
  });

  const role = (properties: object) => account.create('AWS::IAM::Role', 'Role', properties);
  const candidate = { kind: 'Service', names: ['lambda.amazonaws.com'], context: {} } as const;
  const trusting = (Service: string) => ({ AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } } } });

  test('a role, and its trust policy', async () => {
    const { physicalId, attributes: { Arn } } = await role(trusting('lambda.amazonaws.com'));
    const trusts = () => account.iam.trusts(Arn as string, candidate);
    expect(trusts()).toBe(false);
    expect(() => account.decision(physicalId, 'ses:Get')).toThrow('security token');
    await account.clock.advance(LATE_MS);
    expect(trusts()).toBe(true);
    await account.update('AWS::IAM::Role', 'Role', physicalId, trusting('lambda.amazonaws.com'), trusting('states.amazonaws.com'));
    expect(trusts()).toBe(true);
    await account.clock.advance(LATE_MS);
    expect(trusts()).toBe(false);
  });

  test('a managed policy and its new version, and a role that is deleted', async () => {
    const { physicalId } = await role(trusting('lambda.amazonaws.com'));
    await account.clock.advance(LATE_MS);
    const before = { PolicyDocument: document({ Action: 'ses:Get' }), Roles: [physicalId] };
    const after = { PolicyDocument: document({ Action: 'ses:Put' }), Roles: [physicalId] };
    const { physicalId: policy } = await account.create('AWS::IAM::ManagedPolicy', 'Policy', before);
    expect(account.decision(physicalId, 'ses:Get')).toContain('no identity-based policy allows');
    expect(account.iam.denials.at(-1)).toMatchObject({ early: true });
    await account.clock.advance(LATE_MS);
    expect(account.decision(physicalId, 'ses:Get')).toBe('allowed');
    await account.update('AWS::IAM::ManagedPolicy', 'Policy', policy, before, after);
    expect([account.decision(physicalId, 'ses:Get'), account.decision(physicalId, 'ses:Put') === 'allowed']).toEqual(['allowed', false]);
    await account.clock.advance(LATE_MS);
    expect([account.decision(physicalId, 'ses:Put'), account.decision(physicalId, 'ses:Get') === 'allowed']).toEqual(['allowed', false]);
    expect(account.iam.denials.at(-1)).toMatchObject({ action: 'ses:Get', early: false });

    await account.delete('AWS::IAM::ManagedPolicy', 'Policy', policy, after);
    await account.delete('AWS::IAM::Role', 'Role', physicalId, trusting('lambda.amazonaws.com'));
    expect(account.decision(physicalId, 'ses:Put')).toBe('allowed');
    await account.clock.advance(LATE_MS);
    expect(() => account.decision(physicalId, 'ses:Put')).toThrow('security token');
  });
});
