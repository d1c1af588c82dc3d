import { setTimeout as sleep } from 'node:timers/promises';
import { CreateEmailIdentityCommand, DeleteEmailIdentityCommand, ListEmailIdentitiesCommand } from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnEmailIdentity } from 'aws-cdk-lib/aws-ses';
import type { StackOutcome } from '../../local-aws/cloudformation';
import { Dkim, DkimKey, DomainIdentity } from '../../src';
import { TestKey } from '../../test/e2e/keys';
import { World } from '../../test/e2e/world';

/** What a stack with many domains meets. */
export interface Circumstances {
  readonly domains: number;
  /** Functions that run at the same time in the account. */
  readonly concurrency: number;
  readonly propagationMs: number;
  /** Seconds of the engine for each of the host's: less is slower, and lets the host do its work in less of the engine's time. */
  readonly pace: number;
}

/** One operation on the whole stack. */
export interface Operation {
  readonly what: string;
  readonly status: string;
  readonly isRight: boolean;
  /** On the engine's clock. */
  readonly seconds: number;
  /** SES calls that were answered, and those that were throttled. */
  readonly calls: number;
  readonly throttled: number;
  readonly reasons: readonly string[];
}

const FEW = 5;
/** Of the host. */
const LOOK_AGAIN_MS = 100;
const SECOND = 1_000;
/** An identity of somebody else. */
const TAKEN = 'taken.example';

const domainName = (index: number) => `domain${index}.example`;
const secretName = (index: number) => `dkim/${domainName(index)}`;
const secret = (stack: Stack, index: number) => Secret.fromSecretNameV2(stack, `Secret${index}`, secretName(index));
const hasOwnKey = (index: number) => index % 2 === 0;

/** Domains by turns with Easy DKIM and with a key of their own, each with its records in a zone of its own. SES takes one call a second. */
export class Fleet {
  static async start(circumstances: Circumstances): Promise<Fleet> {
    const { domains, concurrency, propagationMs, pace } = circumstances;
    const world = await World.start({ sesRateLimit: true, concurrency, propagationMs });
    world.pace = pace;
    const pem = new TestKey().pem();
    for (let index = 0; index < domains; index++) {
      await world.createZone(domainName(index));
      if (hasOwnKey(index)) {
        await world.createSecret(secretName(index), pem);
      }
    }
    world.aws.route53.throttles = true;
    return new Fleet(world, domains);
  }

  private constructor(private readonly world: World, private readonly domains: number) {}

  stop(): Promise<void> {
    return this.world.stop();
  }

  create(): Promise<Operation> {
    return this.operation('create', 'CREATE_COMPLETE', () => this.world.deploy(this.define({})));
  }

  /** One setting of each domain. */
  change(): Promise<Operation> {
    return this.operation('change', 'UPDATE_COMPLETE', () => this.world.deploy(this.define({ feedbackForwarding: false })));
  }

  async destroy(): Promise<Operation> {
    const operation = await this.operation('destroy', 'DELETE_COMPLETE', () => this.world.destroy());
    return { ...operation, isRight: operation.isRight && await this.isEmpty() };
  }

  /** A create that fails in its middle, while many domains are in progress. */
  async failAndRollBack(): Promise<Operation> {
    const { ses, aws: { clock } } = this.world;
    await clock.advance(SECOND);
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: TAKEN }));
    await clock.advance(SECOND);
    const operation = await this.operation('failed create, rolled back', 'ROLLBACK_COMPLETE', () => this.world.deploy(this.define({ fails: true }), 'Failing'));
    await this.lateEvents();
    await clock.advance(SECOND);
    await ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: TAKEN }));
    await clock.advance(SECOND);
    return { ...operation, isRight: operation.isRight && await this.isEmpty() };
  }

  private define({ feedbackForwarding, fails = false }: { readonly feedbackForwarding?: boolean; readonly fails?: boolean }): (stack: Stack) => void {
    return (stack) => {
      const identities = Array.from({ length: this.domains }, (_, index) => new DomainIdentity(stack, `Identity${index}`, {
        domainName: domainName(index),
        dns: this.world.zone(stack, domainName(index)),
        dkim: hasOwnKey(index) ? Dkim.byoDkim({ key: DkimKey.fromSecret(secret(stack, index), { selector: 'mail2026' }) }) : undefined,
        feedbackForwarding,
      }));
      if (fails) {
        new CfnEmailIdentity(stack, 'Taken', { emailIdentity: TAKEN }).node.addDependency(identities[this.domains >> 1]); // exists already
      }
    };
  }

  private async operation(what: string, wanted: string, run: () => Promise<StackOutcome>): Promise<Operation> {
    const { clock, requests } = this.world.aws;
    const since = requests.since();
    const beganAt = clock.now().getTime();
    const outcome = await run();
    const seconds = Math.round((clock.now().getTime() - beganAt) / 1000);
    const calls = since({ service: 'ses' }).filter(({ principal }) => principal.roleName !== undefined);
    return {
      what,
      status: outcome.status,
      isRight: outcome.status === wanted,
      seconds,
      calls: calls.filter((call) => call.outcome === 'ok').length,
      throttled: calls.filter((call) => call.outcome === 'TooManyRequestsException').length,
      reasons: outcome.status === wanted ? [] : [...new Set(this.world.failures(outcome).map(({ reason }) => reason))].slice(0, FEW),
    };
  }

  /** Lets events come that CloudFormation does not wait for any more: Lambda had no room for them until now. */
  private lateEvents(): Promise<void> {
    const { clock, lambda } = this.world.aws;
    return this.world.flowing(async () => {
      while (clock.pending().some(({ what }) => what.startsWith('lambda: retry'))) {
        await sleep(LOOK_AGAIN_MS);
      }
      await lambda.settled();
    });
  }

  /** Whether nothing is left of any domain. */
  private async isEmpty(): Promise<boolean> {
    const { world, domains } = this;
    await world.aws.clock.advance(SECOND);
    const { EmailIdentities = [] } = await world.ses.send(new ListEmailIdentitiesCommand({}));
    await world.aws.clock.advance(SECOND);
    world.aws.route53.throttles = false;
    const records = await Promise.all(Array.from({ length: domains }, (_, index) => world.records(domainName(index))));
    world.aws.route53.throttles = true;
    return EmailIdentities.every(({ IdentityName }) => IdentityName === TAKEN) && records.flat().length === 0;
  }
}
