import { createPrivateKey } from 'node:crypto';
import { CancelRotateSecretCommand, GetSecretValueCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { PutEmailIdentityDkimSigningAttributesCommand } from '@aws-sdk/client-sesv2';
import { Duration, type Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Place } from './places';
import type { Change, Step } from './steps';
import { unkind } from './unkind';
import { Dkim, DkimKey, DomainIdentity } from '../../../src';
import type { GeneratedSecret } from '../../../src/contract/dkim-key';
import { TestKey } from '../keys';
import { ObservedMail } from '../observed-mail';
import { RotatingStack } from '../rotating-stack';
import { DOMAIN, type World } from '../world';

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const OVERLAP_DAYS = 14;
export const CHECK_MS = 5 * MINUTE;
const SLOW_CHECK_MS = 40 * MINUTE;
/** In a second SES takes one call of an account, and those of a test count. */
const SECOND = 1_000;

const WATCH = 'CdkSesDkimWatchRole';
const DEPLOY = 'CdkSesDkimDeployRole';

export interface Seen {
  readonly where: string;
  readonly text: string;
}

/** Months on the engine's clock: a stack, its mail, and what is done to both. */
export class Months {
  readonly stack: RotatingStack;
  readonly mail: ObservedMail;
  readonly seen: Seen[] = [];
  wanted!: Required<Change>;

  constructor(readonly world: World, private readonly place: Place) {
    this.stack = new RotatingStack(world);
    this.mail = new ObservedMail(world, OVERLAP_DAYS);
  }

  async begin(): Promise<void> {
    unkind(this.world);
    await this.deploy({ keyLength: 2048, everyDays: 30, immediately: false, rotated: true, feedbackForwarding: true });
    await this.walk(10 * MINUTE);
  }

  /** Something that takes minutes, with mail all the time. */
  async busily<T>(work: () => Promise<T>): Promise<T> {
    await this.mail.every(2 * MINUTE);
    try {
      return await work();
    } finally {
      await this.stack.settled();
      await this.mail.every(DAY);
    }
  }

  /**
   * Time in which nothing happens but what is due: whatever that starts ends before time goes on. The library's clock works once a day,
   * in a long time once in two, and at the end.
   */
  async walk(milliseconds: number): Promise<void> {
    const { clock } = this.world.aws;
    const end = clock.now().getTime() + milliseconds;
    const most = milliseconds > 7 * DAY ? 2 * DAY : DAY;
    while (clock.now().getTime() < end) {
      const due = clock.pending().find(({ what }) => /^(secretsmanager|lambda):/.test(what))?.at ?? end;
      const release = this.world.holdHourly();
      await clock.advance(Math.max(0, Math.min(due - clock.now().getTime(), end - clock.now().getTime(), most)));
      await this.busily(async () => release());
      await this.mail.judgeAgain();
    }
  }

  async deploy(next: Required<Change>, { failsLate = false } = {}): Promise<void> {
    const definition = this.define(next, failsLate);
    this.seen.push({ where: 'template', text: this.world.assembly(definition).template });
    const outcome = await this.stack.deploy(definition).catch((error: Error) => {
      if (/No updates are to be performed/.test(error.message)) {
        return undefined;
      }
      throw error;
    });
    this.seen.push({ where: 'stack', text: JSON.stringify(outcome) });
    if (outcome && !/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(outcome.status)) {
      throw new Error(`${outcome.status}: ${JSON.stringify(this.world.failures(outcome))}`);
    }
    if (!outcome || !/ROLLBACK/.test(outcome.status)) {
      this.wanted = next;
    }
  }

  /** Refused while another rotation is unfinished, and where there is none. */
  readonly rotate = () => this.world.secrets.send(new RotateSecretCommand({ SecretId: this.stack.secretArn })).catch(() => undefined);

  private readonly cancel = () => (
    this.world.secrets.send(new CancelRotateSecretCommand({ SecretId: this.stack.secretArn })).then(() => undefined, () => undefined)
  );

  async perform(one: Step): Promise<void> {
    const { faults, clock } = this.world.aws;
    switch (one.kind) {
      case 'time':
        return this.walk(one.hours * HOUR);
      case 'rotate':
        this.checksAfter(one.slow ? SLOW_CHECK_MS : CHECK_MS);
        await this.busily(() => Promise.all(Array.from({ length: one.times }, this.rotate)));
        await this.walk(HOUR);
        return this.checksAfter(CHECK_MS);
      case 'rotate, and cancel':
        return this.busily(async () => {
          await this.rotate();
          clock.after(one.afterMs, 'somebody cancels', this.cancel);
        });
      case 'deploy':
        return this.busily(async () => {
          if (one.rotating === 'before') {
            await this.rotate();
          } else if (one.rotating === 'during') {
            clock.after(20_000, 'somebody rotates', () => this.rotate().then(() => undefined));
          }
          await this.deploy({ ...this.wanted, ...one.change }, { failsLate: one.fails });
        });
      case 'fault':
        faults.add({ ...one, role: WATCH });
        await this.busily(this.rotate);
        await this.walk(10 * MINUTE);
        return faults.clear();
      case 'fault in a deployment':
        faults.add({ ...one, role: DEPLOY });
        await this.busily(() => this.deploy({ ...this.wanted, ...one.change }));
        return faults.clear();
      case 'former key put back':
        return this.busily(() => this.putFormerKeyBack());
      case 'record taken away':
        return this.takeRecordAway();
    }
  }

  private checksAfter(checkDelayMs: number): void {
    this.mail.checksFor(checkDelayMs);
    this.world.aws.ses.assume({ checkDelayMs });
  }

  private define(props: Required<Change>, failsLate: boolean) {
    return (scope: Stack) => {
      const identity = new DomainIdentity(scope, 'Identity', {
        domainName: DOMAIN,
        dns: this.place.dns(scope, this.world),
        feedbackForwarding: props.feedbackForwarding,
        overlap: Duration.days(OVERLAP_DAYS),
        dkim: Dkim.byoDkim({
          key: DkimKey.generate({ keyLength: props.keyLength }),
          rotation: props.rotated ? { every: Duration.days(props.everyDays), rotateImmediatelyOnUpdate: props.immediately } : undefined,
        }),
      });
      if (failsLate) {
        const late = new ses.CfnEmailIdentity(scope, 'Late', { emailIdentity: DOMAIN });
        late.node.addDependency(identity);
      }
    };
  }

  /** By somebody in the console. They would not take what is revoked, and whose selector another key has now. */
  private async putFormerKeyBack(): Promise<void> {
    const labels = await this.stack.labels();
    const former = Object.entries(labels).find(([, all]) => all.includes('AWSPREVIOUS'));
    if (!former || !this.wanted.rotated) {
      return;
    }
    const { SecretString } = await this.world.secrets.send(new GetSecretValueCommand({ SecretId: this.stack.secretArn, VersionId: former[0] }));
    const { selector, privateKey, publicKey } = JSON.parse(SecretString!) as GeneratedSecret;
    const { clock, route53 } = this.world.aws;
    // Without a resolver: SES asks the same one, which would keep an absence for it.
    if (route53.servedAt(`${selector}._domainkey.${DOMAIN}`, 'TXT', clock.now()).join().includes(publicKey)) {
      const key = new TestKey(0, createPrivateKey(privateKey)).der('pkcs8').toString('base64');
      await clock.advance(2 * SECOND);
      await this.world.ses.send(new PutEmailIdentityDkimSigningAttributesCommand({
        EmailIdentity: DOMAIN, SigningAttributesOrigin: 'EXTERNAL', SigningAttributes: { DomainSigningSelector: selector, DomainSigningPrivateKey: key },
      }));
    }
  }

  /**
   * The clock heals it within an hour, and resolvers keep the absence for less than another. Until then nobody can verify what is signed.
   * The record of a retired key would not come back.
   */
  private async takeRecordAway(): Promise<void> {
    if (!this.wanted.rotated || await this.stack.hasPending()) {
      return;
    }
    await this.walk(30 * SECOND); // SES may have been given another key a moment ago, and not show it yet
    const { selector } = await this.stack.key();
    if (this.stack.inUse() === selector) {
      this.mail.tampered = true;
      await this.world.destroyRecord(`${selector}._domainkey.${this.place.recordsDomain}`, 'TXT', this.place.zoneName);
      await this.walk(HOUR);
      await this.walk(HOUR);
      this.mail.tampered = false;
    }
  }
}
