import {
  ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, ListResourceRecordSetsCommand, Route53Client,
} from '@aws-sdk/client-route-53';
import { DOMAIN, HOUR, MINUTE, SECOND, SesUnderTest, TestKey } from './ses-under-test';

/*
 * What SES tells of its last look at DNS.
 */

const key = new TestKey();
const NAME = `mail._domainkey.${DOMAIN}`;

let ses: SesUnderTest;

beforeEach(async () => {
  ses = await SesUnderTest.start();
});
afterEach(() => ses.stop());

const info = async () => (await ses.get()).VerificationInfo ?? {};
/** Without the zone's start of authority, which every domain has that anything is published of. */
const findings = async () => {
  const { SOARecord, ...rest } = await info();
  return rest;
};
const publish = (type: string, values: string[]) => ses.aws.route53.dns.publish(NAME, type, values);

test('before SES has looked there is nothing to tell', async () => {
  await ses.createByo('mail', key.pkcs1);
  expect(await info()).toEqual({});
});

test.each([
  ['HOST_NOT_FOUND', 'there is no such name', () => {}],
  ['TYPE_NOT_FOUND', 'the name has other records only', () => publish('A', ['192.0.2.1'])],
  ['INVALID_VALUE', 'the record has another key', () => publish('TXT', [new TestKey(1024).record])],
  ['DNS_SERVER_ERROR', 'the name server cannot answer', () => publish('CNAME', [NAME])],
])('%s where %s', async (error, _, arrange) => {
  arrange();
  await ses.createByo('mail', key.pkcs1);
  await ses.advance(MINUTE);
  expect(await findings()).toEqual({ ErrorType: error, LastCheckedTimestamp: ses.aws.clock.now() });
});

test('a success takes the error away, and a later error leaves the time of the success', async () => {
  await ses.createByo('mail', key.pkcs1);
  await ses.advance(MINUTE);
  const failed = ses.aws.clock.now();
  expect(await info()).toEqual({ ErrorType: 'HOST_NOT_FOUND', LastCheckedTimestamp: failed });

  ses.publish('mail', key.record);
  await ses.advance(5 * MINUTE);
  const succeeded = ses.aws.clock.now();
  expect(await findings()).toEqual({ LastCheckedTimestamp: succeeded, LastSuccessTimestamp: succeeded });

  ses.publish('mail');
  await ses.advance(HOUR);
  expect(await info()).toEqual({
    ErrorType: 'HOST_NOT_FOUND', LastCheckedTimestamp: ses.aws.clock.now(), LastSuccessTimestamp: succeeded,
  });
});

describe('the SOA record', () => {
  let route53: Route53Client;

  const createZone = async (name: string) => {
    const { HostedZone, DelegationSet } = await route53.send(new CreateHostedZoneCommand({ Name: name, CallerReference: name }));
    return { id: HostedZone!.Id!, nameServers: DelegationSet!.NameServers! };
  };
  /** The SOA record as Route 53 has it. */
  const soaOf = async (zoneId: string) => {
    const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
    const [primary, admin, serial] = ResourceRecordSets!.find(({ Type }) => Type === 'SOA')!.ResourceRecords![0].Value!.split(' ');
    return { PrimaryNameServer: primary.replace(/\.$/, ''), AdminEmail: admin.replace(/\.$/, ''), SerialNumber: Number(serial) };
  };

  beforeEach(() => {
    route53 = new Route53Client(ses.aws.clientConfig());
  });

  test('is that of the zone of the domain', async () => {
    const { id } = await createZone(DOMAIN);
    await ses.createByo('mail', key.pkcs1);
    await ses.advance(MINUTE);
    expect(await info()).toMatchObject({ ErrorType: 'HOST_NOT_FOUND', SOARecord: await soaOf(id) });
  });

  test('is that of the zone that the keys are delegated to, from then on', async () => {
    const zone = await createZone(DOMAIN);
    const keys = await createZone(`_domainkey.${DOMAIN}`);
    await ses.createByo('mail', key.pkcs1);
    await ses.advance(MINUTE);
    expect(await info()).toMatchObject({ SOARecord: await soaOf(zone.id) });
    await route53.send(new ChangeResourceRecordSetsCommand({
      HostedZoneId: zone.id,
      ChangeBatch: {
        Changes: [{
          Action: 'CREATE',
          ResourceRecordSet: {
            Name: `_domainkey.${DOMAIN}`, Type: 'NS', TTL: 300, ResourceRecords: keys.nameServers.map((Value) => ({ Value })),
          },
        }],
      },
    }));
    await ses.advance(30 * SECOND + 5 * MINUTE);
    expect(await info()).toMatchObject({ SOARecord: await soaOf(keys.id) });
    expect(await soaOf(keys.id)).not.toEqual(await soaOf(zone.id));
  });
});
