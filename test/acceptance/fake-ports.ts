import type { FakeCloud } from './fake-cloud';
import type { Ports, PublicRecord } from '../../acceptance/ports';
import { Interrupted } from '../../acceptance/until';

const keyOf = (region: string, name: string) => `${region} ${name}`;

/** What the program asks of a fake account. It may be killed at any call. */
export function portsOf(cloud: FakeCloud): Ports {
  const { killer } = cloud;
  let keys = 0;
  let time = 0;
  return {
    makeKey: (selector) => ({ selector, publicKey: `made${++keys}`, text: 'private' }),
    cli: {
      deploy: (stack, variant) => killer.call('deploy', () => cloud.deploy(stack, variant)),
      destroy: (stack) => killer.call('destroy', () => {
        cloud.remove(stack);
        cloud.finish(stack);
        return { succeeded: cloud.find(stack) === undefined, output: '' };
      }),
    },
    stacks: {
      find: (stack) => killer.call('find a stack', () => cloud.lookAt(stack)),
      delete: (stack) => killer.call('delete a stack', () => cloud.remove(stack)),
      failures: (stack) => killer.call('failures', () => cloud.find(stack)?.status.endsWith('FAILED') ? ['Identity: it has a replica'] : []),
      everything: (stack) => killer.call('everything', () => [...cloud.resources.values()]
        .filter((one) => one.stack === stack.name + stack.region)
        .map(({ type, physicalId, status }) => ({ type, physicalId, status }))),
    },
    identities: {
      find: (region, name) => killer.call('find an identity', () => cloud.identities.get(keyOf(region, name))),
      send: (_region, from) => killer.call('send', () => `mail${cloud.mails.push(from)}`),
    },
    secrets: {
      find: (region, name) => killer.call('find a secret', () => cloud.secrets.get(keyOf(region, name))),
      putKey: (region, name, made) => killer.call('put a key', () => cloud.putKey(region, name, made)),
      current: (region, name) => killer.call('current key', () => cloud.secrets.get(keyOf(region, name))!.keys.at(-1)!),
      rotate: (region, name) => killer.call('rotate', () => cloud.putKey(region, name, cloud.newKey())),
      delete: (region, name) => killer.call('delete a secret', () => {
        cloud.secrets.delete(keyOf(region, name));
      }),
    },
    zone: {
      records: (domainName) => killer.call('records', () => [...cloud.records.keys()].map((record): PublicRecord => {
        const [type, name] = record.split(' ');
        return { name, type };
      }).filter(({ name }) => name === domainName || name.endsWith(`.${domainName}`))),
    },
    dns: {
      ask: (name, type) => killer.call('ask DNS', () => {
        const value = name.endsWith('.amazonses.com') ? 'p=ses' : cloud.records.get(`${type} ${name}`);
        return value === undefined ? [] : [value];
      }),
    },
    isThere: (_region, { physicalId }) => killer.call('is it there', () => cloud.resources.get(physicalId)?.there),
    pause: () => killer.isDead ? Promise.reject(new Interrupted()) : Promise.resolve(),
    patience: 20,
    now: () => time += 1000,
  };
}
