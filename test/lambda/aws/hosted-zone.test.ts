import {
  ChangeResourceRecordSetsCommand, InvalidChangeBatch, ListResourceRecordSetsCommand, NoSuchHostedZone, type ResourceRecordSet, Route53Client,
} from '@aws-sdk/client-route-53';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError, impatient, networkError } from './impatient';
import { HostedZone } from '../../../lambda/aws/hosted-zone';
import { OutcomeUnknown, Refused, ZoneGone } from '../../../lambda/ports';

const client = new Route53Client({ region: 'eu-west-1' });
const route53 = mockClient(client);
const zone = () => new HostedZone(client, impatient().attempts, 'Z1');

const set = (name: string, more: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  Name: `${name}.`, Type: 'TXT', TTL: 300, ResourceRecords: [{ Value: `"${name}"` }], ...more,
});

/** A zone that answers as Route 53 does: sorted by the labels from the last on, in pages of two. */
function serve(...sets: ResourceRecordSet[]) {
  const key = ({ Name }: Pick<ResourceRecordSet, 'Name'>) => Name!.replace(/\.$/, '').toLowerCase().split('.').reverse().join('.');
  const sorted = [...sets].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  route53.on(ListResourceRecordSetsCommand).callsFake(async ({ StartRecordName, StartRecordType }) => {
    const start = key({ Name: StartRecordName });
    const from = sorted.findIndex((one) => key(one) > start || (key(one) === start && one.Type! >= (StartRecordType ?? '')));
    const page = from < 0 ? [] : sorted.slice(from, from + 2);
    const next = from < 0 ? undefined : sorted[from + 2];
    return { ResourceRecordSets: page, IsTruncated: next !== undefined, NextRecordName: next?.Name, NextRecordType: next?.Type, MaxItems: 2 };
  });
}

beforeEach(() => route53.reset());

const ZONE = [
  set('example.com', { Type: 'NS', ResourceRecords: [{ Value: 'NS1.Example.net.' }] }),
  set('_domainkey.example.com'),
  set('a._domainkey.example.com', { Type: 'CNAME', ResourceRecords: [{ Value: 'A.dkim.amazonses.com.' }] }),
  set('b._domainkey.example.com'),
  set('c._domainkey.example.com'),
  set('x.c._domainkey.example.com'),
  set('_domainkeys.example.com'),
  set('www.example.com'),
];

test('the record sets at a name, decoded, with what a removal needs', async () => {
  serve(...ZONE);
  const [record, ...others] = await zone().at('A._domainkey.example.com');
  expect(others).toEqual([]);
  expect(record).toEqual({
    name: 'a._domainkey.example.com', type: 'CNAME', ttl: 300, values: ['a.dkim.amazonses.com'], isPlain: true, exact: ZONE[2],
  });
  expect(await zone().at('missing.example.com')).toEqual([]);
});

test('all names below a name, over all pages, and no other', async () => {
  serve(...ZONE);
  expect((await zone().below('_domainkey.example.com')).map(({ name }) => name)).toEqual([
    'a._domainkey.example.com', 'b._domainkey.example.com', 'c._domainkey.example.com', 'x.c._domainkey.example.com',
  ]);
  expect(await zone().below('www.example.com')).toEqual([]);
});

test('reading stops where the names leave', async () => {
  serve(...ZONE, ...Array.from({ length: 20 }, (_, index) => set(`z${index}.example.com`)));
  await zone().at('b._domainkey.example.com');
  expect(route53.calls()).toHaveLength(1);
});

test.each<[string, Partial<ResourceRecordSet>]>([
  ['an alias', { AliasTarget: { DNSName: 'x.', HostedZoneId: 'Z', EvaluateTargetHealth: false }, ResourceRecords: undefined, TTL: undefined }],
  ['one of several sets', { SetIdentifier: 'one', Weight: 1 }],
  ['a traffic policy', { TrafficPolicyInstanceId: 't' }],
])('%s is not plain', async (_, more) => {
  serve(set('a.example.com', more));
  expect(await zone().at('a.example.com')).toMatchObject([{ isPlain: false }]);
});

const NEW = { name: 'b._domainkey.example.com', type: 'TXT', ttl: 1800, values: ['v=DKIM1; p=BB'] };

test('a change is one batch: removals as they are stored, then what is made', async () => {
  serve(...ZONE);
  const remove = await zone().at('b._domainkey.example.com');
  route53.on(ChangeResourceRecordSetsCommand).resolves({});
  expect(await zone().change({ remove, create: [NEW] })).toBe('done');
  expect(route53.commandCalls(ChangeResourceRecordSetsCommand)[0].args[0].input).toEqual({
    HostedZoneId: 'Z1',
    ChangeBatch: {
      Comment: 'cdk-ses-dkim',
      Changes: [
        { Action: 'DELETE', ResourceRecordSet: ZONE[3] },
        { Action: 'CREATE', ResourceRecordSet: { Name: NEW.name, Type: 'TXT', TTL: 1800, ResourceRecords: [{ Value: '"v=DKIM1; p=BB"' }] } },
      ],
    },
  });
});

const objections = (...messages: string[]) => new InvalidChangeBatch({ message: `[${messages.join(', ')}]`, messages, $metadata: { httpStatusCode: 400 } });
const EXISTS = 'Tried to create resource record set [name=\'b._domainkey.example.com.\', type=\'TXT\'] but it already exists';
const GONE = 'Tried to delete resource record set [name=\'a.example.com.\', type=\'TXT\'] but it was not found';
const OTHER = 'Tried to delete resource record set [name=\'a.example.com.\', type=\'TXT\'] but the values provided do not match the current values';
const CNAME = 'RRSet of type CNAME with DNS name a.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.';
const GUARDED = 'The resource record set a.example.com. TXT is protected: [comment: it already exists for a reason]';

test.each([[[EXISTS]], [[GONE]], [[OTHER]], [[CNAME]], [[EXISTS, OTHER]]])('a zone that is not as presumed is a conflict: %s', async (messages) => {
  route53.on(ChangeResourceRecordSetsCommand).rejects(objections(...messages));
  expect(await zone().change({ remove: [], create: [NEW] })).toBe('conflict');
});

test.each([
  ['a protection', [GUARDED]],
  ['a protection beside a conflict', [EXISTS, GUARDED]],
  ['a name outside', ['RRSet with DNS name x.example.net. is not permitted in zone example.com.']],
])('an objection that stays is refused, with the zone, the names and the words of Route 53: %s', async (_, messages) => {
  route53.on(ChangeResourceRecordSetsCommand).rejects(objections(...messages));
  const error = await zone().change({ remove: [], create: [NEW] }).catch((problem: Error) => problem);
  expect(error).toMatchObject({ name: 'Refused', reason: 'invalid' });
  expect((error as Error).message).toContain(`cannot change b._domainkey.example.com in the hosted zone Z1: InvalidChangeBatch: [${messages.join(', ')}]; `);
});

test('a change whose answer is lost is not made again', async () => {
  route53.on(ChangeResourceRecordSetsCommand).rejects(networkError('ECONNRESET'));
  await expect(zone().change({ remove: [], create: [NEW] })).rejects.toThrow(OutcomeUnknown);
  expect(route53.calls()).toHaveLength(1);
});

test('a zone that is gone, whatever is asked', async () => {
  const gone = new NoSuchHostedZone({ message: 'No hosted zone found with ID: Z1', $metadata: { httpStatusCode: 404 } });
  route53.onAnyCommand().rejects(gone);
  await expect(zone().at('a.example.com')).rejects.toThrow(ZoneGone);
  await expect(zone().below('a.example.com')).rejects.toThrow(ZoneGone);
  await expect(zone().change({ remove: [], create: [NEW] })).rejects.toThrow('there is no hosted zone Z1');
});

test('a refusal names the zone', async () => {
  route53.on(ListResourceRecordSetsCommand).rejects(awsError('AccessDenied', 403, 'no'));
  await expect(zone().at('a.example.com')).rejects.toThrow(Refused);
  await expect(zone().at('a.example.com')).rejects.toThrow('in the hosted zone Z1: AccessDenied: no; if the permission is new');
});
