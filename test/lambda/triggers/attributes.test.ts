import { identityOf } from './occasion';
import { attributesOf } from '../../../lambda/triggers/attributes';
import { DOMAIN_IDENTITY_ATTRIBUTES } from '../../../src/contract/domain-identity';

const outcome = (...dkimRecords: Array<{ name: string; type: string; value: string }>) => ({ identity: identityOf('example.com'), dkimRecords });

test('all attributes are there, empty if there is no such thing', () => {
  const attributes = attributesOf(outcome(), 'arn:identity');
  expect(Object.keys(attributes).sort()).toEqual([...DOMAIN_IDENTITY_ATTRIBUTES].sort());
  expect(attributes).toMatchObject({ IdentityArn: 'arn:identity', DkimStatus: 'SUCCESS', SigningHostedZone: 'dkim.amazonses.com', DkimName1: '', DkimMore5: '' });
});

test('a TXT value of more than 255 octets is in two pieces', () => {
  const value = `v=DKIM1; k=rsa; p=${'A'.repeat(392)}`;
  const attributes = attributesOf(outcome({ name: 'a', type: 'CNAME', value: 'x' }, { name: 'mail._domainkey.example.com', type: 'TXT', value }), '');
  expect(attributes).toMatchObject({ DkimName1: 'a', DkimValue1: 'x', DkimMore1: '', DkimName2: 'mail._domainkey.example.com' });
  expect(attributes.DkimValue2).toHaveLength(255);
  expect(attributes.DkimValue2 + attributes.DkimMore2).toBe(value);
});

test('more records than a template can ask for are left out', () => {
  const records = Array.from({ length: 6 }, (_, index) => ({ name: `n${index}`, type: 'CNAME', value: 'v' }));
  expect(Object.values(attributesOf(outcome(...records), ''))).not.toContain('n5');
});
