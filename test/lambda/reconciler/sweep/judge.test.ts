import type { Scenario } from './scenarios';
import { Sweep } from './sweep';
import { EASY, KEY1, type Scene } from '../program/scene';
import type { Deployed } from '../world/cloudformation';
import { factsOf, newKey } from '../world/keys';

/*
 * A sweep in which everything survives shows something only if its judge notices what is not well.
 */

type Harm = (scene: Scene, deployed: Deployed) => Deployed;

const HARMS: ReadonlyArray<readonly [string, RegExp, Harm]> = [
  ['a deployment that fails without a word', /failed without a word/, (_, deployed) => ({ ...deployed, succeeded: false })],
  ['a stack in a *_FAILED state', /\*_FAILED state 1 times/, (_, deployed) => ({ ...deployed, stuck: 1 })],
  ['a message that does not name the domain', /does not name the domain/, (_, deployed) => ({ ...deployed, error: new Error('no; deploy again') })],
  ['a message that does not say what to do', /does not say what to do/, (_, deployed) => ({ ...deployed, error: new Error('example.com: no') })],
  ['SES signs with another key than the template says', /SES signs with the key key1 .* and not with key1/, (scene, deployed) => {
    scene.identity().sign({ origin: 'EXTERNAL', key: factsOf(newKey(scene.world.random, 2048), 'key1', { secretId: 'x', versionId: '1' }) });
    return deployed;
  }],
  ['SES signs otherwise than the template says', /SES signs with AWS_SES/, (scene, deployed) => {
    scene.identity().sign({ origin: 'AWS_SES' });
    return deployed;
  }],
  ['a record that somebody else needs is gone', /what somebody else has is gone: CNAME ses1/, ({ world }, deployed) => {
    const zone = world.zone('Z1');
    zone.change({ remove: zone.at('ses1._domainkey.example.com'), create: [] }, 'by hand');
    return deployed;
  }],
  ['a record that nobody needs', /nobody needs key9._domainkey.example.com/, ({ world }, deployed) => {
    const record = { name: 'key9._domainkey.example.com', type: 'TXT', ttl: 300, values: ['v=DKIM1; p=abc'] };
    world.zone('Z1').change({ remove: [], create: [record] }, 'by hand');
    world.zone('Z1').made.set('key9._domainkey.example.com TXT', 'v=DKIM1; p=abc');
    return deployed;
  }],
];

test.each(HARMS)('the judge notices: %s', async (_, problem, harm) => {
  const deploy = (scene: Scene) => scene.deploy(scene.one, { signing: KEY1 });
  const scenario: Scenario = {
    name: 'update',
    prepare: (scene) => scene.deploy(scene.one, { signing: EASY }),
    act: async (scene) => harm(scene, await deploy(scene)),
    again: deploy,
  };
  await expect(new Sweep(scenario).cells()).rejects.toThrow(problem);
});
