import { storeKeys, writeCnames } from './people';
import { CNAME_PLACE, STORED, zonePlace } from './settings';
import { look, rotation } from './triggers';
import type { DomainIdentityRequest } from '../../../../src/contract/domain-identity';
import type { Signing } from '../../../../src/contract/signing';
import { CloudFormation, type Deployed, type Luck } from '../world/cloudformation';
import type { Answer } from '../world/lambda';
import { DAY, HOUR } from '../world/scheduler';
import type { SesIdentity } from '../world/ses-identity';
import type { Stack } from '../world/stack';
import { ABROAD, HOME, World, type WorldOptions } from '../world/world';

export const EASY: Signing = { mode: 'EASY_DKIM' };
export const KEY1: Signing = { mode: 'BYODKIM', key: STORED[0], alsoPublish: [] };
export const KEY2: Signing = { mode: 'BYODKIM', key: STORED[1], alsoPublish: [] };
export { ABROAD, CNAME_PLACE, HOME, zonePlace };

export function generated(secretId: string, { replicaRegions = [] as string[], keyLength = 2048 as 1024 | 2048, rotationDays = 30 } = {}): Signing {
  return { mode: 'BYODKIM', key: { kind: 'GENERATED', secretId, keyLength, rotationDays, replicaRegions }, alsoPublish: [] };
}

/** A world without faults, and a few people who do one thing after the other. */
export class Scene {
  readonly world: World;
  readonly cloudFormation: CloudFormation;
  readonly problems: string[] = [];
  readonly one: Stack;
  readonly two: Stack;
  readonly abroad: Stack;

  constructor(options: Partial<WorldOptions> = {}) {
    const { assumptions, ...others } = options;
    this.world = new World({
      seed: 1, domainName: 'example.com', assumptions: { tellsSelector: true, samePutResets: true, keepsTokens: true, ...assumptions }, ...others,
    });
    this.cloudFormation = new CloudFormation(this.world);
    [this.one, this.two, this.abroad] = this.world.stacks;
    storeKeys(this.world);
    writeCnames(this.world);
  }

  request(changes: Partial<DomainIdentityRequest> = {}): DomainIdentityRequest {
    return {
      domainName: this.world.domainName,
      signing: EASY,
      place: zonePlace('Z1'),
      signingEnabled: true,
      overlapDays: 14,
      existingIdentity: 'FAIL',
      tags: {},
      ...changes,
    };
  }

  identity(region = HOME): SesIdentity {
    return this.world.region(region).identity ?? this.none(region);
  }

  /** Deploys, and lets SES look. */
  async deploy(stack: Stack, changes: Partial<DomainIdentityRequest>, luck: Luck = 'good'): Promise<Deployed> {
    const deployed = stack.exists
      ? await this.cloudFormation.update(stack, { ...stack.template!, ...changes }, luck)
      : await this.cloudFormation.create(stack, this.request(changes), luck);
    await this.world.scheduler.sleep(HOUR);
    return deployed;
  }

  async destroy(stack: Stack): Promise<Deployed> {
    const deployed = await this.cloudFormation.destroy(stack);
    await this.world.scheduler.sleep(HOUR);
    return deployed;
  }

  rotate(stack: Stack): Promise<boolean> {
    return rotation(this.world, stack, stack.secret!, { attempts: 1 });
  }

  /** The clock looks at everything; a day apart. */
  async days(days: number): Promise<void> {
    for (let day = 0; day < days; day++) {
      await this.world.scheduler.sleep(DAY);
      await this.tick();
    }
  }

  async tick(): Promise<Array<Answer<readonly string[]> | undefined>> {
    const answers = [];
    for (const stack of this.world.stacks.filter(({ hasFunctions }) => hasFunctions)) {
      answers.push(await look(this.world, stack));
    }
    return answers;
  }

  expect(holds: boolean, problem: string): void {
    if (!holds) {
      this.problems.push(problem);
    }
  }

  private none(region: string): never {
    throw new Error(`there is no identity in ${region}`);
  }
}

/** Plays a scene to its end. Answers with everything that is not as it should be. */
export async function play(scene: Scene, course: (scene: Scene) => Promise<void>): Promise<string[]> {
  await scene.world.scheduler.runUntil(course(scene).catch((error: Error) => {
    scene.problems.push(error.message);
  }));
  return [...scene.world.safety.violations, ...scene.problems];
}
