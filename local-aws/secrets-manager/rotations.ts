import { randomUUID } from 'node:crypto';
import type { RotationRulesType } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerPorts } from './ports';
import type { Rotation, RotationRun } from './rotation';
import { checkRules, midnight, nextWindow } from './rotation-rules';
import type { Secret } from './secret';
import { AwsError } from '../kernel/aws-error';
import type { Timer } from '../kernel/clock';

export interface RotationRequest {
  readonly functionArn?: string;
  readonly rules?: RotationRulesType;
  readonly immediately?: boolean;
  readonly token?: string;
}

/** [DOC Secrets Manager, rotate-secrets_lambda-functions] */
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
type Step = typeof STEPS[number];

/** assumed: AWS says "multiple times during the open rotation windows"; these fit into the shortest window. */
const RETRY_DELAYS_MS = [60_000, 120_000, 240_000, 480_000];

/** Rotation by Lambda functions, on schedule and on request. */
export class Rotations {
  /** Switch: the assumption of this name; `Infinity` is as long as the function runs. */
  stepTimeoutMs = Infinity;
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly ports: SecretsManagerPorts) {}

  /** Changes what is given, and rotates at once or only tests the function; answers with the id of the new version. [DOC RotateSecret] */
  rotate(secret: Secret, { functionArn = secret.rotation?.functionArn, rules, immediately = true, token = randomUUID() }: RotationRequest): string {
    if (functionArn === undefined) {
      throw new AwsError('InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.'); // [LIVE forum reports]
    }
    checkRules(rules ?? {});
    if (!this.permitted(secret, functionArn)) { // [LIVE forum reports]
      throw new AwsError('AccessDeniedException', 'Secrets Manager cannot invoke the specified Lambda function. '
        + 'Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.');
    }
    if (secret.versions.some(({ id }) => id === token)) {
      return token; // assumed: the same request once more
    }
    if (secret.pending) { // [LIVE aws/aws-cdk#28539]
      throw new AwsError('InvalidRequestException', 'A previous rotation isn\'t complete. That rotation will be reattempted.');
    }
    const rotation = this.configure(secret, functionArn, rules);
    secret.addPending(token, this.now);
    if (immediately) {
      this.begin(secret, rotation, token);
    } else {
      this.inBackground(this.test(secret, rotation, token));
    }
    return token;
  }

  /** No schedule any more, and what runs does not go on after its step; labels stay where they are. [DOC CancelRotateSecret] */
  cancel({ rotation }: Secret): void {
    if (rotation) {
      rotation.timer?.cancel();
      Object.assign(rotation, { enabled: false, run: undefined, timer: undefined, next: undefined });
    }
  }

  /** The next window, as seen from now: after a rotation, and after a new value, which counts as one. [DOC RotationRulesType] */
  schedule(secret: Secret): void {
    const { rotation } = secret;
    if (rotation?.enabled && !rotation.run) {
      rotation.next = this.awaitWindow(secret, rotation);
    }
  }

  /** When no step is running. */
  async settled(): Promise<void> {
    while (this.running.size > 0) {
      await Promise.all(this.running);
    }
  }

  private get now(): Date {
    return this.ports.clock.now();
  }

  /** Rules that are not given stay as they were. [DOC RotateSecret; LIVE aws/aws-cdk#27460] */
  private configure(secret: Secret, functionArn: string, rules: RotationRulesType | undefined): Rotation {
    const rotation = secret.rotation ??= { functionArn, enabled: true, anchor: midnight(this.now) };
    Object.assign(rotation, { functionArn, enabled: true, run: undefined }, rules && { rules, anchor: midnight(this.now) });
    secret.touch(this.now);
    this.schedule(secret);
    return rotation;
  }

  private awaitWindow(secret: Secret, rotation: Rotation): Date | undefined {
    rotation.timer?.cancel();
    const window = nextWindow(rotation.rules ?? {}, this.now, rotation.anchor);
    rotation.timer = window && this.ports.clock.after(window.start.getTime() - this.now.getTime(), `secretsmanager: rotation of ${secret.name}`, () => {
      this.windowOpens(secret, rotation); // AWS chooses a moment in the window; here it is the first
    });
    return window?.end;
  }

  /** What an earlier rotation left is taken up, under its own token. [LIVE aws/aws-cdk#28539, from the text of the error] */
  private windowOpens(secret: Secret, rotation: Rotation): void {
    if (secret.deletedAt) {
      this.awaitWindow(secret, rotation);
      return;
    }
    const versionId = secret.pending?.id ?? randomUUID();
    if (!secret.pending) {
      secret.addPending(versionId, this.now);
    }
    this.begin(secret, rotation, versionId);
  }

  private begin(secret: Secret, rotation: Rotation, versionId: string): void {
    rotation.timer?.cancel();
    rotation.run = { versionId, rotationToken: randomUUID(), attempts: 0 };
    this.inBackground(this.attempt(secret, rotation, rotation.run));
  }

  /** All steps, one right after the other; when one fails, all of them again. [DOC Secrets Manager, rotate-secrets_lambda] */
  private async attempt(secret: Secret, rotation: Rotation, run: RotationRun): Promise<void> {
    run.attempts++;
    let done = true;
    for (const step of STEPS) {
      done = done && rotation.run === run && await this.perform(secret, rotation, run, step);
    }
    if (rotation.run !== run) {
      return; // cancelled
    }
    // Done is where AWSPENDING is with AWSCURRENT or nowhere, and not where a function did nothing. [DOC RotateSecret]
    if (done && secret.pending?.id !== run.versionId) {
      Object.assign(rotation, { run: undefined, lastRotated: this.now });
      this.schedule(secret);
    } else {
      this.again(secret, rotation, run);
    }
  }

  private again(secret: Secret, rotation: Rotation, run: RotationRun): void {
    const wait = RETRY_DELAYS_MS[run.attempts - 1];
    if (wait === undefined || secret.pending?.id !== run.versionId) {
      rotation.run = undefined;
      this.awaitWindow(secret, rotation); // the date of the next rotation stays, in the past [DOC DescribeSecret]
      return;
    }
    rotation.timer = this.ports.clock.after(wait, `secretsmanager: another attempt to rotate ${secret.name}`, () => {
      this.inBackground(this.attempt(secret, rotation, run));
    });
  }

  /** With a version that is there for the test only. [DOC RotateSecret, RotateImmediately; that a failure leaves nothing is assumed] */
  private async test(secret: Secret, rotation: Rotation, versionId: string): Promise<void> {
    await this.perform(secret, rotation, { versionId, rotationToken: randomUUID(), attempts: 1 }, 'testSecret');
    secret.discard(versionId, this.now);
  }

  /** assumed: Secrets Manager waits for the answer, so that a time-out or a dead process is a failed step. */
  private async perform(secret: Secret, { functionArn }: Rotation, { versionId, rotationToken }: RotationRun, step: Step): Promise<boolean> {
    if (!this.permitted(secret, functionArn)) {
      return false;
    }
    const event = { Step: step, SecretId: secret.arn, ClientRequestToken: versionId, RotationToken: rotationToken };
    try {
      const answered = this.ports.invoke(functionArn, event).then(({ functionError }) => !functionError);
      return await (this.stepTimeoutMs === Infinity ? answered : this.inTime(answered, step));
    } catch (error) {
      if (error instanceof AwsError) { // throttled, or gone
        return false;
      }
      throw error;
    }
  }

  private async inTime(answered: Promise<boolean>, step: Step): Promise<boolean> {
    answered.catch(() => undefined); // of a step that nobody waits for any more
    let giveUp: Timer | undefined;
    const tooLate = new Promise<boolean>((resolve) => {
      giveUp = this.ports.clock.after(this.stepTimeoutMs, `secretsmanager: ${step} takes too long`, () => resolve(false));
    });
    return Promise.race([answered, tooLate]).finally(() => giveUp?.cancel());
  }

  private permitted({ arn, account }: Secret, functionArn: string): boolean {
    return this.ports.permits(functionArn, { principal: 'secretsmanager.amazonaws.com', sourceArn: arn, sourceAccount: account });
  }

  private inBackground(work: Promise<void>): void {
    const tracked = work.finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }
}
