import { generated, KEY1, KEY2, type Scene, zonePlace } from '../../lambda/reconciler/program/scene';
import { STORED } from '../../lambda/reconciler/program/settings';
import type { Deployed } from '../../lambda/reconciler/world/cloudformation';
import { newKey } from '../../lambda/reconciler/world/keys';
import type { Mistakes } from '../mistakes';

/** Deployments that cannot be. Each answers with the last one, which fails. */
type Course = (scene: Scene) => Promise<Deployed>;

const txt = (name: string, value: string) => ({ name, type: 'TXT', ttl: 300, values: [value] });

/** A record of somebody else, or one that somebody needs. */
function publish({ world }: Scene, name: string, value: string): void {
  world.zone('Z1').change({ remove: [], create: [txt(name, value)] }, 'by hand');
}

export const courses: Mistakes<Scene> = {
  'an identity of somebody else': async (scene) => {
    scene.world.region('us-east-1').create('example.com');
    return scene.deploy(scene.one, {});
  },
  'an identity of another stack': async (scene) => {
    await scene.deploy(scene.one, {});
    return scene.deploy(scene.two, {});
  },
  'a record of somebody else at the selector': async (scene) => {
    publish(scene, 'key1._domainkey.example.com', 'v=DKIM1; p=AAAA');
    return scene.deploy(scene.one, { signing: KEY1 });
  },
  'a DMARC record that says something else': async (scene) => {
    publish(scene, '_dmarc.example.com', 'v=DMARC1; p=none');
    return scene.deploy(scene.one, { dmarc: 'v=DMARC1; p=reject' });
  },
  'a DMARC record of another stack with another value': async (scene) => {
    await scene.deploy(scene.one, { dmarc: 'v=DMARC1; p=reject' });
    return scene.deploy(scene.abroad, { dmarc: 'v=DMARC1; p=none' });
  },
  'another key for a live selector': async (scene) => {
    await scene.deploy(scene.one, { signing: KEY1 });
    return scene.deploy(scene.one, { signing: { mode: 'BYODKIM', key: STORED[2], alsoPublish: [] } });
  },
  'a live domain in a zone that it is not delegated to': async (scene) => {
    await scene.deploy(scene.one, { signing: KEY1 });
    return scene.deploy(scene.one, { signing: KEY2, place: zonePlace('Z2') });
  },
  'a Region taken out while it signs with the key': async (scene) => {
    await scene.deploy(scene.one, { signing: generated('g', { replicaRegions: ['eu-west-1'] }) });
    await scene.deploy(scene.abroad, { signing: { mode: 'BYODKIM_REPLICA', secretId: 'g' } });
    return scene.deploy(scene.one, { signing: generated('g') });
  },
  'a key that SES would never verify': async (scene) => {
    scene.world.secret('stored-a')!.put('version-9', { refusal: 'version version-9 of the secret stored-a has no DKIM key for selector \'key1\' of example.com: (why)' });
    return scene.deploy(scene.one, { signing: KEY1 });
  },
  'a secret that is gone': async (scene) => {
    scene.world.secret('stored-a')!.isGone = true;
    return scene.deploy(scene.one, { signing: KEY1 });
  },
  'a followed secret that is gone': async (scene) => {
    scene.world.secret('followed')!.isGone = true;
    return scene.deploy(scene.one, { signing: { mode: 'BYODKIM', key: { kind: 'FOLLOWED', secretId: 'followed', privateKeyField: 'privateKey', selectorField: 'selector' }, alsoPublish: [] } });
  },
  'a replica of a secret that is not there': async (scene) => scene.deploy(scene.abroad, { signing: { mode: 'BYODKIM_REPLICA', secretId: 'stored-z' } }),
  'a zone that is not there': async (scene) => {
    scene.world.zone('Z2').isGone = true;
    return scene.deploy(scene.one, { place: zonePlace('Z2') });
  },
  'records that nobody publishes, and a wait': async (scene) => scene.deploy(scene.one, { place: { kind: 'MANUAL' }, waitSeconds: 900 }),
  'a rotation that has begun': async (scene) => {
    await scene.deploy(scene.one, { signing: generated('g') });
    scene.one.secret!.add('version-9', newKey(scene.world.random, 2048), 'AWSPENDING');
    return scene.deploy(scene.one, { signing: generated('g', { keyLength: 1024 }) });
  },
} satisfies Record<string, Course>;
