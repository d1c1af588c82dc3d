import { Duration } from 'aws-cdk-lib';
import { CfnRotationSchedule, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { KeyRotationOptions } from './key-rotation-options';
import type { IdentityResource } from '../handler/identity-resource';
import { StackHandler } from '../handler/stack-handler';
import { daysText, wholeDays } from '../private/durations';
import { a, checkOptions, flag, optional, within } from '../private/options';

const LONGEST_INTERVAL_DAYS = 1000; // [DOC RotationRulesType: AutomaticallyAfterDays]
/** The memory in the zone has room for so many records of a domain, and some more for other kinds. */
const MOST_KEYS = 40;
/** A rotation may take some hours, and the clock that removes the record of a previous key comes every hour. */
const DELAY_DAYS = 2;

export interface KeyRotation {
  /** 0: only if somebody asks. */
  readonly everyDays: number;
  readonly immediately: boolean;
}

/** Refuses a rotation that is impossible. */
export function checkRotation(options: KeyRotationOptions): KeyRotation {
  checkOptions<KeyRotationOptions>('`rotation`', options, within('rotation'), {
    every: optional(a('duration')), rotateImmediatelyOnUpdate: optional(flag),
  });
  const { every = Duration.days(90), rotateImmediatelyOnUpdate = false } = options;
  return { everyDays: wholeDays('`rotation.every`', every, 0, LONGEST_INTERVAL_DAYS), immediately: rotateImmediatelyOnUpdate };
}

/** Refuses a schedule that needs more records at a time than there is room for. */
export function checkSchedule({ everyDays }: KeyRotation, overlapDays: number, alternates: boolean): void {
  if (everyDays === 0) {
    return;
  }
  const least = 2 * overlapDays + DELAY_DAYS;
  if (alternates && everyDays < least) {
    throw new Error(`\`rotation.every\` must be at least ${daysText(least)} if keys alternate between two selectors and \`overlap\` is `
      + `${daysText(overlapDays)}, got ${daysText(everyDays)}: the record of a previous key is served for the overlap, and for as long again without the key`);
  }
  const keys = 1 + Math.ceil(2 * overlapDays / everyDays);
  if (keys > MOST_KEYS) {
    throw new Error(`\`rotation.every\` of ${daysText(everyDays)} and \`overlap\` of ${daysText(overlapDays)} make ${keys} keys that have a record at the same time, `
      + `and there is room for ${MOST_KEYS}: make \`rotation.every\` longer or \`overlap\` shorter`);
  }
}

/** Lets Secrets Manager rotate the key of an identity. The schedule is made after the identity, and deleted before it. */
export function scheduleRotation(scope: Construct, secret: ISecret, { everyDays, immediately }: KeyRotation, identity: IdentityResource): void {
  const handler = StackHandler.of(scope);
  const schedule = new CfnRotationSchedule(scope, 'Rotation', {
    secretId: secret.secretArn,
    rotationLambdaArn: handler.watch.functionArn,
    // Secrets Manager keeps its rules if none are given. Rotation only by hand is therefore the longest interval.
    rotationRules: { automaticallyAfterDays: everyDays === 0 ? LONGEST_INTERVAL_DAYS : everyDays },
    rotateImmediatelyOnUpdate: immediately,
  });
  schedule.node.addDependency(identity);
  schedule.node.addDependency(handler.letSecretsManagerRotate());
}
