import { GetSecretValueCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { CfnResource, type Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { StackOutcome } from '../../../local-aws/cloudformation';
import { Dkim, DkimKey, DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../../src';
import { TestKey } from '../keys';
import { DOMAIN, World } from '../world';

const HOUR = 60 * 60_000;
const FOREIGN = [`google._domainkey.${DOMAIN}`, `www.${DOMAIN}`];
/** An identity that exists already: a resource that wants to create it fails. */
const TAKEN = 'taken.example';
const STORED = { a: new TestKey(), b: new TestKey() };
const FOLLOWED = [new TestKey(), new TestKey(), new TestKey()];

/** A way of signing, as a template says it. */
export type Way = 'Easy DKIM' | 'the key a' | 'the key b' | 'a generated key' | 'a followed key';

export interface Deploying {
  readonly stackName?: string;
  /** Another resource fails: when the identity is finished, or while its function works. */
  readonly fails?: 'late' | 'early';
  readonly adopts?: boolean;
}

/** An engine with everything that a trigger needs, and with what others have there. */
export class Stage {
  static async open(): Promise<Stage> {
    const world = await World.start();
    await world.createForeignRecords(FOREIGN);
    await world.ses.send(new CreateEmailIdentityCommand({ EmailIdentity: TAKEN }));
    for (const [selector, key] of Object.entries(STORED)) {
      await world.createSecret(`dkim/${selector}`, key.pem());
    }
    await world.createSecret('mail/dkim', followed(0));
    return new Stage(world);
  }

  private secretArn = '';
  private puts = 0;

  private constructor(readonly world: World) {}

  async deploy(way: Way, { stackName, fails, adopts = false }: Deploying = {}): Promise<StackOutcome> {
    const outcome = await this.world.deploy((stack) => {
      const identity = new DomainIdentity(stack, 'Identity', {
        domainName: DOMAIN,
        dns: this.world.zone(stack),
        mailFrom: { subdomain: 'bounce' },
        dmarc: {},
        existingIdentity: adopts ? ExistingIdentity.ADOPT : undefined,
        ...this.signing(stack, way),
      });
      if (fails) {
        // Early: at the same time as the identity, which waits for its function and what that may do.
        const first = stack.node.findAll().filter((one) => CfnResource.isCfnResource(one) && /^AWS::(IAM|Lambda)::/.test(one.cfnResourceType));
        new ses.CfnEmailIdentity(stack, 'Sibling', { emailIdentity: TAKEN }).node.addDependency(...fails === 'late' ? [identity] : first);
      }
    }, stackName);
    this.secretArn = Object.values(outcome.resources).find(({ type }) => type === 'AWS::SecretsManager::Secret')?.physicalId ?? this.secretArn;
    return outcome;
  }

  /** Until nothing goes on in the background, and SES has looked. */
  async rest(): Promise<void> {
    await this.world.settled();
    await this.world.pass(HOUR / 2, HOUR / 2);
  }

  makeIdentityByHand(): Promise<unknown> {
    return this.world.ses.send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN, Tags: [{ Key: 'theirs', Value: '1' }] }));
  }

  /** With as many attempts as Secrets Manager makes. The clock waits: its calls would be counted. */
  async rotate(): Promise<void> {
    const release = this.world.holdHourly();
    await this.world.secrets.send(new RotateSecretCommand({ SecretId: this.secretArn }));
    await this.world.settled();
    release();
  }

  async putFollowedKey(): Promise<void> {
    await this.world.putSecret('mail/dkim', followed(++this.puts));
    await this.world.settled();
  }

  /** What others have. */
  async foreign(): Promise<string[]> {
    const records = (await this.world.records()).filter((record) => FOREIGN.some((name) => record === `TXT ${name}.`));
    return [...records.sort(), ...await this.world.identity(TAKEN) ? [TAKEN] : []];
  }

  /** Everything that is left of the library. */
  async remains(): Promise<string[]> {
    const records = (await this.world.records()).filter((record) => FOREIGN.every((name) => record !== `TXT ${name}.`));
    return [...records, ...await this.world.memories()];
  }

  /** The selectors that SES signs with, if it does as a template says. */
  async selectors(way: Way): Promise<readonly string[]> {
    switch (way) {
      case 'Easy DKIM': {
        const { SigningAttributesOrigin, Tokens = [] } = (await this.world.identity())?.DkimAttributes ?? {};
        return SigningAttributesOrigin === 'AWS_SES' ? Tokens : [];
      }
      case 'the key a':
        return ['a'];
      case 'the key b':
        return ['b'];
      case 'a generated key':
        return [await this.selectorIn(this.secretArn)];
      case 'a followed key':
        return [await this.selectorIn('mail/dkim')];
    }
  }

  private async selectorIn(SecretId: string): Promise<string> {
    return JSON.parse((await this.world.secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString!).selector;
  }

  private signing(stack: Stack, way: Way): Partial<DomainIdentityProps> {
    switch (way) {
      case 'Easy DKIM':
        return {};
      case 'the key a':
        return { dkim: Dkim.byoDkim({ key: this.world.key(stack, 'a') }) };
      case 'the key b':
        return { dkim: Dkim.byoDkim({ key: this.world.key(stack, 'b') }) };
      case 'a generated key': // of the length that takes the host the least time
        return { dkim: Dkim.byoDkim({ key: DkimKey.generate({ keyLength: 1024 }), rotation: {} }) };
      case 'a followed key':
        return { dkim: Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(stack, 'Followed', 'mail/dkim')) }) };
    }
  }
}

function followed(index: number): string {
  return JSON.stringify({ selector: `f${index}`, privateKey: FOLLOWED[index].pem() });
}
