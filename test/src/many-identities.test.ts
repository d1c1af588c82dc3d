import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { FLAGS } from 'aws-cdk-lib/cx-api';
import { Mail } from './fixture';
import { Dkim, DkimKey } from '../../src';

/** [DOC CloudFormation quotas; DOC IAM quotas] */
const MOST_RESOURCES = 500;
const LARGEST_TEMPLATE = 1_000_000;
const LONGEST_MANAGED_POLICY = 6_144;
const LONGEST_INLINE_POLICIES = 10_240;
const MOST_MANAGED_POLICIES = 10;

const RECOMMENDED = Object.fromEntries(Object.entries(FLAGS)
  .filter(([, { introducedIn }]) => introducedIn.v2)
  .map(([flag, { recommendedValue }]) => [flag, recommendedValue]));

type Kind = 'Easy DKIM' | 'own keys' | 'generated keys' | 'rotated keys' | 'followed secrets';

const signing: Record<Kind, (mail: Mail, domainName: string) => Dkim> = {
  'Easy DKIM': () => Dkim.easyDkim(),
  'own keys': (mail, domainName) => Dkim.byoDkim({
    key: DkimKey.fromSecret(Secret.fromSecretNameV2(mail.stack, `Secret-${domainName}`, `dkim/${domainName}`), { selector: 'mail2026' }),
  }),
  'generated keys': () => Dkim.byoDkim({ key: DkimKey.generate() }),
  'rotated keys': () => Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }),
  'followed secrets': (mail, domainName) => Dkim.byoDkim({
    key: DkimKey.followSecret(Secret.fromSecretNameV2(mail.stack, `Secret-${domainName}`, `dkim/${domainName}`)),
  }),
};

function stackOf(kind: Kind, count: number, ownZones: boolean, context?: Record<string, unknown>): Mail {
  const mail = new Mail(undefined, context);
  for (let index = 0; index < count; index++) {
    const domainName = `d${index}.example.com`;
    const dns = ownZones ? mail.dns(domainName, `Z0123456789ABCDEFG${1000 + index}`) : mail.dns();
    mail.identity({ domainName, dns, dkim: signing[kind](mail, domainName) }, `Identity${index}`);
  }
  return mail;
}

/** As IAM counts them: without blanks, and with what the tokens become. */
function length(document: unknown): number {
  return JSON.stringify(document, (_key, value) => (
    value?.['Fn::Join'] ? value['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'x'.repeat(30))).join('')
      : value?.Ref ?? value?.['Fn::GetAtt'] ? 'x'.repeat(100) : value
  )).length;
}

describe.each<[Kind, number]>([
  ['Easy DKIM', 400], ['own keys', 400], ['generated keys', 200], ['rotated keys', 140], ['followed secrets', 200],
])(
  'a stack has room for domains with %s: %d', (kind, count) => {
    test.each<[string, boolean, Record<string, unknown> | undefined]>([
      ['in one zone', false, undefined],
      ['in one zone, with the flags that the CDK recommends', false, RECOMMENDED],
      ['each in its own zone', true, undefined],
      ['each in its own zone, with the flags that the CDK recommends', true, RECOMMENDED],
    ])('%s', (_, ownZones, context) => {
      const mail = stackOf(kind, count, ownZones, context);
      const template = mail.template().toJSON();
      expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(MOST_RESOURCES);
      expect(JSON.stringify(template, undefined, 1).length).toBeLessThan(LARGEST_TEMPLATE);
      const managed = mail.resources('AWS::IAM::ManagedPolicy').map(([, { Properties }]) => Properties);
      expect(Math.max(...managed.map(({ PolicyDocument }) => length(PolicyDocument)))).toBeLessThan(LONGEST_MANAGED_POLICY);
      for (const [id, { Properties }] of mail.resources('AWS::IAM::Role')) {
        const inline = Properties.Policies.map(({ PolicyDocument }: any) => length(PolicyDocument));
        expect(inline).toEqual([expect.any(Number)]);
        expect(inline[0]).toBeLessThan(LONGEST_INLINE_POLICIES);
        expect(managed.filter(({ Roles }) => JSON.stringify(Roles).includes(`"${id}"`)).length).toBeLessThanOrEqual(MOST_MANAGED_POLICIES);
      }
    });
  },
);

describe('what a domain adds to a template', () => {
  const size = (kind: Kind, count: number) => JSON.stringify(stackOf(kind, count, false).template().toJSON(), undefined, 1).length;

  test.each<[Kind, number]>([['Easy DKIM', 500], ['own keys', 750], ['followed secrets', 1_000]])('with %s: at most %d bytes', (kind, most) => {
    expect((size(kind, 60) - size(kind, 20)) / 40).toBeLessThan(most);
  });

  test.each<[Kind, number]>([['Easy DKIM', 115], ['own keys', 115]])('100 domains with %s are at most %d resources', (kind, most) => {
    expect(stackOf(kind, 100, false).resources().length).toBeLessThanOrEqual(most);
  });
});
