import { ChangeResourceRecordSetsCommand, GetHostedZoneCommand } from '@aws-sdk/client-route-53';
import type { Stack } from 'aws-cdk-lib';
import { RotatedKey } from './rotated-key';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity } from '../../src';

/*
 * A domain whose DNS is elsewhere, which delegates its DKIM records, and no others, to a zone of ours.
 */

const DKIM_ZONE = `_domainkey.${DOMAIN}`;

let world: World;
let key: RotatedKey;

beforeEach(async () => {
  world = await World.start();
  key = new RotatedKey(world);
  await world.createZone(DKIM_ZONE);
});
afterEach(async () => {
  const { denials } = world.aws.iam;
  await world.stop();
  expect(denials).toEqual([]);
});

/** What the domain's owner does once, in the zone that is not ours. */
async function delegate(): Promise<void> {
  const { DelegationSet } = await world.route53.send(new GetHostedZoneCommand({ Id: world.zoneId(DKIM_ZONE) }));
  await world.route53.send(new ChangeResourceRecordSetsCommand({
    HostedZoneId: world.zoneId(),
    ChangeBatch: {
      Changes: [{
        Action: 'CREATE',
        ResourceRecordSet: { Name: DKIM_ZONE, Type: 'NS', TTL: 300, ResourceRecords: DelegationSet!.NameServers!.map((Value) => ({ Value })) },
      }],
    },
  }));
}

const identity = (stack: Stack) => new DomainIdentity(stack, 'Identity', {
  domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }), dns: world.zone(stack, DKIM_ZONE),
});

test('its keys are rotated, and mail passes before and after; the other zone is not touched', async () => {
  await delegate();
  const before = await key.deploy(identity);
  expect(await world.verdict()).toMatchObject({ selector: before.selector, dkim: 'pass' });
  const underWay = await world.send();
  const after = await key.rotate();
  expect(after.selector).not.toBe(before.selector);
  expect(await world.verdictNow()).toMatchObject({ selector: after.selector, dkim: 'pass' });
  expect(await world.judge(underWay)).toMatchObject({ selector: before.selector, dkim: 'pass' });
  expect(await world.records()).toEqual([]);

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records(DKIM_ZONE)).toEqual([]);
});

test('without the delegation the deployment warns of it, no key is rotated, and it says so', async () => {
  const before = await key.deploy(identity);
  expect(world.aws.logs.everything()).toContainEqual(expect.stringMatching(
    /"WARN".*the name servers of example\.com do not serve TXT s[0-9a-f]{16}\._domainkey yet: if that stays so, compare them with those of the hosted zone Z/,
  ));
  expect(await key.rotate()).toEqual(before);
  expect(key.logged('failed')).toContainEqual(expect.stringMatching(/the name servers of example\.com do not serve the key that was published at s[0-9a-f]{16}\._domainkey\.example\.com.*: check that the domain is delegated/));
});
