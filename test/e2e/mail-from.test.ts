import { PutEmailIdentityMailFromAttributesCommand } from '@aws-sdk/client-sesv2';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DmarcPolicy, DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../src';

/** A MAIL FROM domain of the domain's own, which lets DMARC pass by SPF, and the DMARC record. */

let world: World;

beforeEach(async () => {
  world = await World.start();
  await world.createSecret('dkim/a', new TestKey().pem());
  await world.createSecret('dkim/b', new TestKey().pem());
});
afterEach(async () => {
  expect(world.aws.iam.denials).toEqual([]);
  await world.stop();
});

type Props = Partial<DomainIdentityProps>;
const BOUNCE: Props = { mailFrom: { subdomain: 'bounce' } };
const STRICT: Props = { dmarc: { policy: DmarcPolicy.REJECT, aggregateReports: [`dmarc@${DOMAIN}`] } };

const define = (props: Props, selector?: 'a' | 'b') => (stack: Stack) => {
  const dkim = selector && Dkim.byoDkim({ key: world.key(stack, selector) });
  new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), dkim, ...props });
};
/** The same, in a deployment that fails when the identity has been changed. */
const failing = (props: Props) => (stack: Stack) => {
  define(props)(stack);
  new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(stack.node.findChild('Identity'));
};
const mailFrom = async () => (await world.identity())?.MailFromAttributes;
const mailRecords = async () => (await world.records()).filter((record) => !record.includes('_domainkey'));
const putMailFrom = (MailFromDomain: string) => world.ses.send(new PutEmailIdentityMailFromAttributesCommand({
  EmailIdentity: DOMAIN, MailFromDomain, BehaviorOnMxFailure: 'REJECT_MESSAGE',
}));

test('mail passes by DKIM, by SPF and so by DMARC, and nothing is left of it all after the stack', async () => {
  expect((await world.deploy(define({ ...BOUNCE, ...STRICT }))).status).toBe('CREATE_COMPLETE');
  expect(await mailRecords()).toEqual([`TXT _dmarc.${DOMAIN}.`, `MX bounce.${DOMAIN}.`, `TXT bounce.${DOMAIN}.`]);
  expect(await world.dig(`_dmarc.${DOMAIN}`)).toEqual([`v=DMARC1; p=reject; rua=mailto:dmarc@${DOMAIN}`]);
  const put = world.aws.requests.all({ operation: 'PutEmailIdentityMailFromAttributes' })[0];
  expect(world.aws.route53.servedAt(`bounce.${DOMAIN}`, 'MX', put.time)).toHaveLength(1);
  expect(await world.verdict()).toMatchObject({ dkim: 'pass', spf: 'pass', dmarc: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
  expect(await world.identity()).toBeUndefined();
});
