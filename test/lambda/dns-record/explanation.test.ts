import { explained } from '../../../lambda/dns-record/explanation';

const ZONE_ROLE = 'arn:aws:iam::444455556666:role/cdk-ses-dkim-example.com';
const request = {
  domainName: 'example.com',
  hostedZoneId: 'Z1',
  roleArn: 'arn:aws:iam::111122223333:role/Records',
  name: 'a._domainkey.example.com',
  recordType: 'TXT' as const,
  value: 'v=DKIM1; p=AAAA',
  ttlSeconds: '1800',
  purpose: 'DKIM' as const,
  existingRecords: 'FAIL' as const,
  identityIsRetained: false,
};
const failing = (name: string, message: string) => {
  const fail = async () => Promise.reject(Object.assign(new Error(message), { name }));
  return { recordsAt: fail, change: fail };
};
const messages = async (name: string, message: string, zoneRoleArn?: string) => {
  const zone = explained(failing(name, message), { ...request, zoneRoleArn });
  const calls: Array<Promise<unknown>> = [zone.recordsAt(request.name), zone.change([])];
  return Promise.all(calls.map((call) => call.catch((error: Error) => error.message)));
};

const NOT_ASSUMED = `User: arn:aws:sts::111122223333:assumed-role/Records/x is not authorized to perform: sts:AssumeRole on resource: ${ZONE_ROLE}`;

test.each([
  ['AccessDenied', NOT_ASSUMED, 'check that the role is there and lets this account in: a DomainDnsRole for example.com in the account of the zone'],
  ['AccessDenied', 'User is not authorized to access this resource', 'check that the role may write this name and type in this zone'],
  ['NoSuchHostedZone', 'No hosted zone found with ID: Z1', 'check the id of the zone: there is none in the account of the role'],
  ['Throttling', 'Rate exceeded', 'deploy again when less is going on'],
  ['PriorRequestNotComplete', 'The request was rejected', 'something else is changing the zone; deploy again'],
])('%s: record, zone, role, what AWS said, and what to do', async (name, message, next) => {
  for (const text of await messages(name, message, ZONE_ROLE)) {
    expect(text).toContain(`the record TXT a._domainkey.example.com in the hosted zone Z1, by the role ${ZONE_ROLE}: ${name}: ${message}; `);
    expect(text).toContain(next);
  }
});

test('in the own account it is the identity\'s role, and no other that one could look for', async () => {
  const [text] = await messages('AccessDenied', NOT_ASSUMED);
  expect(text).toContain(`by the role ${request.roleArn}: `);
  expect(text).not.toContain('DomainDnsRole');
});

test('what nobody has foreseen is said as it came', async () => {
  const [text] = await messages('InternalError', 'oops');
  expect(text).toMatch(/: InternalError: oops$/);
});
