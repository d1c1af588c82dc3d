import { differences } from './program/expectations';
import { EASY, KEY1, KEY2, play, Scene } from './program/scene';
import { MINUTE } from './world/scheduler';
import { type Ports, Refused } from '../../../lambda/ports';

/*
 * A stack goes back also if something was taken from it meanwhile: the role of the zone, the right to change records, the key of the secret.
 */

type Loss = 'the zone' | 'changes of the zone' | 'the secret';

class Losses {
  since?: Loss;

  readonly around = (ports: Ports): Ports => ({
    ...ports,
    zone: (place, domainName) => {
      const zone = ports.zone(place, domainName);
      const read = <T>(call: () => Promise<T>) => this.unless(['the zone'], call);
      return {
        at: (name) => read(() => zone.at(name)),
        below: (name) => read(() => zone.below(name)),
        change: (changes) => this.unless(['the zone', 'changes of the zone'], () => zone.change(changes)),
      };
    },
    keys: { ...ports.keys, view: (...of) => this.unless(['the secret'], () => ports.keys.view(...of)) },
  });

  private async unless<T>(losses: readonly Loss[], call: () => Promise<T>): Promise<T> {
    if (this.since && losses.includes(this.since)) {
      throw new Refused(`AccessDenied: ${this.since}`, 'denied');
    }
    return call();
  }
}

describe.each<Loss>(['the zone', 'changes of the zone', 'the secret'])('without %s', (loss) => {
  test.each([['Easy DKIM', KEY1, EASY], ['another key', KEY1, KEY2], ['a key', EASY, KEY2]])('a change to %s goes back, mail is signed, and the next deployment puts all in order', async (_, before, after) => {
    const losses = new Losses();
    const scene = new Scene({ around: losses.around });
    expect(await play(scene, async () => {
      const { one, world, cloudFormation } = scene;
      await scene.deploy(one, { signing: before });
      const failing = cloudFormation.update(one, { ...one.template!, signing: after }, 'no rollback');
      await world.scheduler.sleep(50 * MINUTE);
      losses.since = loss;
      const { stuck } = await failing;
      scene.expect(stuck === 0, 'UPDATE_ROLLBACK_FAILED');
      await world.scheduler.sleep(30 * MINUTE);
      scene.expect(scene.identity().isVerified, `SES reports ${scene.identity().status}`);
      losses.since = undefined;
      await scene.deploy(one, { configurationSetName: 'set-1' });
      differences(world, one).forEach((difference) => scene.expect(false, difference));
    })).toEqual([]);
  });
});
