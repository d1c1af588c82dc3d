import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { allowing, Mail, type Statement } from './fixture';
import { Dkim, DkimKey, DomainIdentity, DomainIdentityHandler, type DomainIdentityHandlerOptions } from '../../src';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});
const identities = () => {
  mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key: mail.key('a') }) });
  mail.identity({ domainName: 'b.example.com', dns: mail.dns(), dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }) }, 'Rotated');
};
const configured = (options: DomainIdentityHandlerOptions) => {
  DomainIdentityHandler.configure(mail.stack, options);
  identities();
};
const role = (name: string, options: iam.FromRoleNameOptions = {}) => iam.Role.fromRoleName(mail.stack, name, name, options);
const rolesOf = (type: string) => mail.resources(type).map(([, { Properties }]) => Properties.Roles);
const statementsOf = (json: string): Statement[] => JSON.parse(mail.stack.resolve(json)).Statement;

describe('roles that the stack makes', () => {
  test('have the boundary, the path and the names that are chosen, and its managed policies have them too', () => {
    configured({ permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(mail.stack, 'Boundary', 'boundary'), iamPath: '/platform/', iamNamePrefix: 'plat-' });
    expect(mail.resources('AWS::IAM::Role').map(([, { Properties }]) => [Properties.RoleName, Properties.Path, JSON.stringify(Properties.PermissionsBoundary)])).toEqual([
      ['plat-Mail-Deploy-eu-west-1', '/platform/', expect.stringContaining(':policy/boundary')],
      ['plat-Mail-Watch-eu-west-1', '/platform/', expect.stringContaining(':policy/boundary')],
    ]);
    expect(mail.resources('AWS::IAM::ManagedPolicy').map(([, { Properties }]) => [Properties.ManagedPolicyName, Properties.Path])).toEqual([
      ['plat-Mail-Domains1-eu-west-1', '/platform/'],
    ]);
  });

  test('have names that IAM takes, whatever the stack is called', () => {
    mail = new Mail({ env: { account: '111122223333', region: 'ap-southeast-2' }, stackName: 'a-stack-with-a-name-'.repeat(5) });
    configured({ iamNamePrefix: 'p'.repeat(24) });
    const names = mail.resources('AWS::IAM::Role').map(([, { Properties }]) => Properties.RoleName);
    expect(new Set(names).size).toBe(2);
    names.forEach((name) => expect(name).toMatch(/^p{24}[\w-]{1,40}$/));
  });
});

describe('roles that are there already', () => {
  test('get what they need, before a function runs', () => {
    configured({ deployRole: role('platform-deploy'), watchRole: role('platform-watch') });
    expect(mail.resources('AWS::IAM::Role')).toEqual([]);
    expect(rolesOf('AWS::IAM::Policy').flat().sort()).toEqual(['platform-deploy', 'platform-watch']);
    expect(rolesOf('AWS::IAM::ManagedPolicy').sort()).toEqual([['platform-deploy', 'platform-watch']]);
    const [policies, managed] = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].map((type) => mail.resources(type).map(([id]) => id));
    const [deploy] = mail.resources('AWS::Lambda::Function');
    expect(JSON.stringify(deploy[1].Properties.Role)).toContain(':role/platform-deploy');
    expect(deploy[1].DependsOn).toEqual(expect.arrayContaining([policies.find((id) => id.includes('Deploy')), ...managed]));
  });

  test('may be the same one in several stacks: no policy has the name of another stack\'s', () => {
    configured({ deployRole: role('platform-deploy'), watchRole: role('platform-watch') });
    const names = mail.resources('AWS::IAM::Policy').map(([, { Properties }]) => Properties.PolicyName);
    expect(names).toEqual(['Deploy', 'Watch'].map((id) => (
      { 'Fn::Join': ['', [`cdk-ses-dkim-${id}-`, { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }]] }
    )));
  });

  test('may be the same one in as many stacks as IAM has room for their policies, which is per account', () => {
    const app = new App();
    const one = iam.Role.fromRoleName(new Stack(app, 'Platform'), 'Role', 'platform');
    DomainIdentityHandler.configure(app, { deployRole: one });
    const add = (id: string, account?: string) => () => (
      new DomainIdentity(new Stack(app, id, account ? { env: { account, region: 'eu-west-1' } } : {}), 'Identity', { domainName: 'example.com' })
    );
    ['111122223333', '444455556666', undefined].forEach((account) => ['A', 'B'].forEach((id) => add(`${id}${account}`, account)()));
    expect(add('Unknown')).not.toThrow();
    expect(add('C', '444455556666')).toThrow(/^the role 'Platform\/Role' must not be shared by so many stacks, because their inline policies have at least 1\d{4} characters/);
  });

  test('may be the same one, which has one policy of each', () => {
    const one = role('platform');
    configured({ deployRole: one, watchRole: one });
    expect(rolesOf('AWS::IAM::Policy')).toEqual([['platform']]);
    expect(rolesOf('AWS::IAM::ManagedPolicy')).toEqual([['platform']]);
  });

  test('may be of one function only', () => {
    configured({ watchRole: role('platform-watch') });
    expect(mail.only('AWS::IAM::Role')[0]).toMatch(/DeployRole/);
    expect(rolesOf('AWS::IAM::Policy')).toEqual([['platform-watch']]);
  });

  test.each<[string, () => iam.IRole]>([
    ['imported as immutable', () => role('platform', { mutable: false })],
    ['of the app, without updates', () => new iam.Role(new Stack(App.of(mail.stack) as unknown as App, 'Platform', {
      env: { account: '111122223333', region: 'eu-west-1' },
    }), 'Role', { roleName: 'platform', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }).withoutPolicyUpdates()],
  ])('get nothing if they take no policies: %s', (_, made) => {
    const given = made();
    configured({ deployRole: given, watchRole: given, tracing: Tracing.ACTIVE });
    expect([...mail.resources('AWS::IAM::Policy'), ...mail.resources('AWS::IAM::ManagedPolicy'), ...mail.resources('AWS::IAM::Role')]).toEqual([]);
  });
});

describe('the policy for a role that somebody else makes', () => {
  test('has all that a role of the stack has, with the name of the stack for its id', () => {
    const vpcless: DomainIdentityHandlerOptions = { tracing: Tracing.ACTIVE };
    configured(vpcless);
    const { deployPolicyJson, watchPolicyJson } = DomainIdentityHandler.of(mail.stack);
    const actions = (statements: readonly Statement[]) => [...new Set(statements.flatMap(({ Action }) => Action))].sort();
    const traced = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
    for (const [of, json] of [['Deploy', deployPolicyJson], ['Watch', watchPolicyJson]] as const) {
      const statements = statementsOf(json);
      expect(actions(statements)).toEqual([...actions([...mail.constants(of), ...mail.listed(of)]), ...traced]);
      expect(JSON.stringify(statements)).not.toContain('AWS::StackId');
      expect(allowing(statements, 'cloudformation:DescribeStacks')).toMatchObject([{ Resource: 'arn:*:cloudformation:eu-west-1:111122223333:stack/Mail/*' }]);
      expect(allowing(statements, 'secretsmanager:PutSecretValue')).toMatchObject([{
        Condition: { StringLike: { 'aws:ResourceTag/aws:cloudformation:stack-id': 'arn:*:cloudformation:eu-west-1:111122223333:stack/Mail/*' } },
      }]);
      expect(allowing(statements, 'logs:PutLogEvents')).toMatchObject([{ Resource: 'arn:*:logs:eu-west-1:111122223333:log-group:Mail-CdkSesDkim*' }]);
    }
  });

  test('has what comes later in the program, too', () => {
    mail.identity();
    const { deployPolicyJson } = DomainIdentityHandler.of(mail.stack);
    mail.identity({ domainName: 'later.example.com', dns: mail.dns('later.example.com', 'ZLATER') }, 'Later');
    expect(JSON.stringify(mail.stack.resolve(deployPolicyJson))).toContain('hostedzone/ZLATER');
  });
});

describe('with Role.customizeRoles', () => {
  const customized = (usePrecreatedRoles?: Record<string, string>) => {
    const outdir = mkdtempSync(join(tmpdir(), 'report-'));
    try {
      const app = new App({ outdir });
      Object.assign(mail, { stack: new Stack(app, 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } }) });
      iam.Role.customizeRoles(mail.stack, { usePrecreatedRoles });
      identities();
      const { template } = app.synth().getStackByName('Mail');
      return { template, roles: JSON.parse(readFileSync(join(outdir, 'iam-policy-report.json'), 'utf8')).roles as any[] };
    } finally {
      rmSync(outdir, { recursive: true });
    }
  };

  test('the report is complete: who is trusted, and all permissions', () => {
    const { roles } = customized({ 'Mail/CdkSesDkim/DeployRole': 'pre-deploy', 'Mail/CdkSesDkim/WatchRole': 'pre-watch' });
    const reported = Object.fromEntries(roles.map(({ roleName, ...rest }) => [roleName, rest]));
    expect(Object.keys(reported)).toEqual(['pre-deploy', 'pre-watch']);
    const plain = new Mail();
    Object.assign(mail, plain);
    identities();
    for (const [of, name] of [['Deploy', 'pre-deploy'], ['Watch', 'pre-watch']] as const) {
      expect(reported[name].assumeRolePolicy).toMatchObject([{ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }]);
      const grants = (statements: readonly Statement[]) => [...new Set(statements.flatMap(({ Action }) => Action))].sort();
      expect(grants(reported[name].identityPolicyStatements)).toEqual(grants([...mail.constants(of), ...mail.listed(of)]));
      expect(JSON.stringify(reported[name])).toContain('hostedzone/Z1');
      expect(JSON.stringify(reported[name])).not.toMatch(/\$\{Token|AWS::StackId/);
    }
  });

  test('the template has no role and no policy, and the functions have the roles that are there', () => {
    const { template } = customized({ 'Mail/CdkSesDkim/DeployRole': 'cdk-ses-dkim/pre-deploy', 'Mail/CdkSesDkim/WatchRole': 'cdk-ses-dkim/pre-watch' });
    const resources = Object.values<{ Type: string; Properties: any }>(template.Resources);
    expect(resources.filter(({ Type }) => Type.startsWith('AWS::IAM::'))).toEqual([]);
    expect(resources.filter(({ Type }) => Type === 'AWS::Lambda::Function').map(({ Properties }) => JSON.stringify(Properties.Role))).toEqual([
      expect.stringContaining(':iam::111122223333:role/cdk-ses-dkim/pre-deploy'), expect.stringContaining(':iam::111122223333:role/cdk-ses-dkim/pre-watch'),
    ]);
  });
});
