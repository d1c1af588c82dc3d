import {
  CreateResourceRecordSetProtectionsCommand, DeleteHostedZoneCommand, DeleteResourceRecordSetProtectionsCommand,
  ListResourceRecordSetProtectionsCommand,
} from '@aws-sdk/client-route-53';
import { bareFunction, bareResource, BareStack } from '../bare-resource';
import { create, PROPAGATION_MS, remove, Route53UnderTest, upsert } from '../route53/route53-under-test';

/*
 * Record sets that nobody may change, and changes that do not come to their end.
 */

let route53: Route53UnderTest;
let zone: string;

beforeEach(async () => {
  route53 = await Route53UnderTest.start();
  zone = (await route53.createZone('example.com')).id;
});
afterEach(() => route53.aws.stop());

const HANDLER = bareFunction({
  preamble: 'const sdk = require("@aws-sdk/client-route-53"); const client = new sdk.Route53Client({ maxAttempts: 1 });',
  statements: [{ Effect: 'Allow', Action: 'route53:*', Resource: '*' }],
  handler: `const { Zone, Action } = event.ResourceProperties;
    const ResourceRecordSet = { Name: '_dmarc.example.com', Type: 'TXT', TTL: 300, ResourceRecords: [{ Value: '"v=DMARC1; p=none"' }] };
    if (event.RequestType === 'Create') {
      const change = await client.send(new sdk.ChangeResourceRecordSetsCommand({ HostedZoneId: Zone, ChangeBatch: { Changes: [{ Action, ResourceRecordSet }] } }))
        .catch((error) => error);
      tell(change.message ?? 'done');
      for (let minute = 0; change.ChangeInfo && minute < 10; minute++) {
        tell((await client.send(new sdk.GetChangeCommand({ Id: change.ChangeInfo.Id }))).ChangeInfo.Status);
        await pause(60_000);
      }
    }
    await answer(event);`,
});
const deploy = async (Action: string) => {
  const stack = BareStack.of(route53.aws);
  const { status } = await stack.deploy({ ...HANDLER, Thing: bareResource({ Zone: zone, Action }) }, { pace: 600 });
  return [status, ...stack.told()];
};

describe('a protected name and type', () => {
  const protect = (RecordName: string, Comment?: string) => route53.client.send(new CreateResourceRecordSetProtectionsCommand({
    HostedZoneId: zone, Protections: [{ RecordName, RecordType: 'TXT', Comment }],
  }));

  test('refuses every change, and quotes the comment', async () => {
    await route53.changeAndWait(zone, create('a.example.com', 'TXT', ['"one"']));
    await protect('A.example.com', 'ask the mail team');
    for (const change of [
      create('a.example.com', 'TXT', ['"two"']), upsert('a.example.com', 'TXT', ['"two"']), remove('a.example.com', 'TXT', ['"one"']),
    ]) {
      await expect(route53.change(zone, change)).rejects.toMatchObject({ name: 'InvalidChangeBatch', message: expect.stringContaining('ask the mail team') });
    }
    await route53.change(zone, create('a.example.com', 'A', ['192.0.2.1']));
  });

  test('refuses a custom resource\'s record where there is none yet', async () => {
    await protect('_dmarc.example.com', 'hands off');
    expect(await deploy('CREATE')).toEqual(['CREATE_COMPLETE', expect.stringMatching(/'_dmarc\.example\.com\.'.*is protected: hands off/)]);
  });

  test('holds up the end of its zone, until it is taken away', async () => {
    await protect('a.example.com');
    await expect(protect('a.example.com')).rejects.toMatchObject({ name: 'ProtectionAlreadyExists' });
    await expect(protect('a.example.net')).rejects.toMatchObject({ name: 'InvalidResourceRecordSetProtectionBatch' });
    expect((await route53.client.send(new ListResourceRecordSetProtectionsCommand({ HostedZoneId: zone }))).ResourceRecordSetProtections)
      .toEqual([{ RecordName: 'a.example.com.', RecordType: 'TXT' }]);
    await expect(route53.client.send(new DeleteHostedZoneCommand({ Id: zone }))).rejects.toMatchObject({ name: 'HostedZoneNotEmpty' });
    const Protections = [{ RecordName: 'a.example.com', RecordType: 'TXT' as const }];
    await route53.client.send(new DeleteResourceRecordSetProtectionsCommand({ HostedZoneId: zone, Protections }));
    await expect(route53.client.send(new DeleteResourceRecordSetProtectionsCommand({ HostedZoneId: zone, Protections }))).rejects.toThrow('No protection');
    await route53.client.send(new DeleteHostedZoneCommand({ Id: zone }));
  });
});

describe('a change that never reaches INSYNC', () => {
  test('may be served all the same', async () => {
    route53.aws.route53.changes.stall = 'status';
    expect(await deploy('CREATE')).toEqual(['CREATE_COMPLETE', 'done', ...Array(10).fill('PENDING')]);
    expect(await route53.lookup('_dmarc.example.com', 'TXT')).toEqual([['v=DMARC1; p=none']]);
  });

  test('may never be served', async () => {
    route53.aws.route53.changes.stall = 'servers';
    await route53.changeAndWait(zone, create('a.example.com', 'TXT', ['"one"']));
    await route53.aws.clock.advance(86_400_000);
    await expect(route53.lookup('a.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    route53.aws.route53.changes.stall = 'none';
    await route53.changeAndWait(zone, upsert('a.example.com', 'TXT', ['"two"']));
    expect(await route53.lookup('a.example.com', 'TXT')).toEqual([['two']]);
  });

  test('fails a record set of CloudFormation\'s in the end', async () => {
    route53.aws.route53.changes.stall = 'status';
    const stack = BareStack.of(route53.aws);
    const { status, events } = await stack.deploy({
      Record: {
        Type: 'AWS::Route53::RecordSet',
        Properties: { HostedZoneId: zone.replace('/hostedzone/', ''), Name: 'a.example.com', Type: 'A', TTL: 60, ResourceRecords: ['192.0.2.1'] },
      },
    }, { pace: 6000 });
    expect(status).toMatch(/^ROLLBACK_/);
    expect(events.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContainEqual(expect.stringContaining('did not stabilize'));
  });
});

test('a zone that is deleted by hand takes its records along, though they are some', async () => {
  await route53.changeAndWait(zone, create('a.example.com', 'TXT', ['"one"']));
  route53.aws.route53.loseZone('111122223333', zone);
  await expect(route53.list(zone)).rejects.toMatchObject({ name: 'NoSuchHostedZone' });
  await route53.aws.clock.advance(PROPAGATION_MS);
  await expect(route53.lookup('a.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});
