import { writeTags } from '../../../lambda/identity/tagging';
import { type LiveIdentity, Refused } from '../../../lambda/ports';

const STACK = { 'cdk-ses-dkim:stack-id': 'the stack' };
const KEY = { 'cdk-ses-dkim:key': 'mail 0123' };
const denied = new Refused('IAM refuses', 'denied');

/** An identity with tags, of which IAM sees those of the request only. */
function identityWith(tags: Record<string, string>) {
  const requests: Array<Readonly<Record<string, string>>> = [];
  return {
    requests,
    get: async () => ({ tags } as unknown as LiveIdentity),
    tag: async (_: string, request: Readonly<Record<string, string>>) => {
      requests.push(request);
      if (!('cdk-ses-dkim:stack-id' in request)) {
        throw denied;
      }
    },
  };
}
const own = { stackId: 'the stack', owns: ({ tags }: LiveIdentity) => tags['cdk-ses-dkim:stack-id'] === 'the stack' };

test('a request that IAM refuses is made again with the name of the stack', async () => {
  const identity = identityWith(STACK);
  await writeTags(identity, 'example.com', KEY, own);
  expect(identity.requests).toEqual([KEY, { ...STACK, ...KEY }]);
});

test('not if another stack has the identity now', async () => {
  const identity = identityWith({ 'cdk-ses-dkim:stack-id': 'another stack' });
  await expect(writeTags(identity, 'example.com', KEY, own)).rejects.toBe(denied);
  expect(identity.requests).toEqual([KEY]);
});

test('not if the identity is gone, and not for another error', async () => {
  await expect(writeTags({ ...identityWith(STACK), get: async () => undefined }, 'example.com', KEY, own)).rejects.toBe(denied);
  const conflict = new Refused('there is one', 'conflict');
  await expect(writeTags({ ...identityWith(STACK), tag: () => Promise.reject(conflict) }, 'example.com', KEY, own)).rejects.toBe(conflict);
});
