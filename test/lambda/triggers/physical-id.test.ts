import { formatPhysicalId, hasMadeNothing, newNonce, parsePhysicalId } from '../../../lambda/triggers/physical-id';

test('a physical id is the domain and a nonce of twelve hex digits, the same for the same resource of a stack', () => {
  const nonce = newNonce('arn:stack', 'Identity');
  expect(nonce).toMatch(/^[0-9a-f]{12}$/);
  expect(newNonce('arn:stack', 'Identity')).toBe(nonce);
  expect(newNonce('arn:stack', 'Other')).not.toBe(nonce);
  expect(newNonce('arn:other', 'Identity')).not.toBe(nonce);
  expect(parsePhysicalId(formatPhysicalId({ domainName: 'example.com', nonce }))).toEqual({ domainName: 'example.com', nonce });
});

test('an id that CloudFormation invented is not ours', () => {
  expect(parsePhysicalId('Mail-Identity-1A2B3C4D5E6F')).toBeUndefined();
  expect(parsePhysicalId('example.com/xyz')).toBeUndefined();
});

test('an id can tell that nothing was made', () => {
  expect(hasMadeNothing(parsePhysicalId(formatPhysicalId({ nonce: '0123456789ab' }))!)).toBe(true);
  expect(hasMadeNothing({ domainName: 'example.com', nonce: '0123456789ab' })).toBe(false);
});
