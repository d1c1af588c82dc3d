import { Duration } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IDependable } from 'constructs';
import type { KeyRecordsDestination } from './bound-dkim-key';
import { executionRole } from './execution-role';
import type { Handler } from './handler';
import { attendDaily, keyChangeFunction } from './key-change-function';
import { grantRotateKey } from './permissions';
import type { GeneratedKeyLength } from '../contract/dkim-key';
import type { KeyRotationOptions } from '../key-rotation';

const LONGEST_INTERVAL_DAYS = 1000; // [DOC RotationRulesType: AutomaticallyAfterDays]
/** Each key has a label, of which the versions of a secret have 20 together; AWS has three of its own. [DOC Secrets Manager quotas] */
const MOST_KEYS = 15;

export interface CheckedRotation {
  /** None: only by hand. */
  readonly everyDays?: number;
  readonly overlap: Duration;
  readonly immediately: boolean;
}

/** Refuses a rotation that cannot be. */
export function checkRotation({ every, overlap, rotateImmediatelyOnUpdate = false }: KeyRotationOptions): CheckedRotation {
  const everyDays = wholeDays('every', every ?? Duration.days(90), 0, LONGEST_INTERVAL_DAYS);
  const overlapDays = wholeDays('overlap', overlap ?? Duration.days(14), 1, LONGEST_INTERVAL_DAYS);
  const keys = everyDays === 0 ? 1 : 1 + Math.ceil(2 * overlapDays / everyDays);
  if (keys > MOST_KEYS) {
    throw new Error(`\`every\` ${everyDays} days and \`overlap\` ${overlapDays} days make ${keys} keys that have a record at the same time, `
      + `and a secret can have ${MOST_KEYS}: make \`every\` longer or \`overlap\` shorter`);
  }
  return { everyDays: everyDays === 0 ? undefined : everyDays, overlap: Duration.days(overlapDays), immediately: rotateImmediatelyOnUpdate };
}

/** The daily run comes up to a day late, to find that a key is not in use any more, and to remove its record. */
const DELAYS_DAYS = 2;

/** Refuses a schedule that comes round when the selector of the next key is not free yet. */
export function checkTurns({ everyDays, overlap }: CheckedRotation): void {
  const least = 2 * overlap.toDays() + DELAYS_DAYS;
  if (everyDays !== undefined && everyDays < least) {
    throw new Error(`\`every\` must be at least ${least} days where two selectors are used in turns and \`overlap\` is ${overlap.toDays()} days, got `
      + `${everyDays}: a former key's record is served for the overlap, and for as long again without the key`);
  }
}

/** All that is in the schedule and may change: each change asks Secrets Manager for something. */
export function inWords({ everyDays, immediately }: CheckedRotation): string {
  return `${everyDays === undefined ? 'by hand' : `every ${everyDays} days`}${immediately ? ', and at once' : ''}`;
}

/** Refuses a time that is not so many whole days. */
export function wholeDays(property: string, duration: Duration, least: number, most: number): number {
  const days = duration.toMilliseconds() / Duration.days(1).toMilliseconds();
  if (!Number.isInteger(days) || days < least || days > most) {
    throw new Error(`\`${property}\` must be whole days from ${least} to ${most}, got ${duration.toHumanString()}`);
  }
  return days;
}

interface KeyRotatorProps {
  readonly handler: Handler;
  readonly domainName: string;
  readonly secret: ISecret;
  readonly keyLength: GeneratedKeyLength;
  readonly destination: KeyRecordsDestination;
  readonly rotation: CheckedRotation;
  /** Where the domain's identities sign with the key. */
  readonly regions: readonly string[];
  /** The identity: rotation begins after it is there, and ends before it goes. */
  readonly identity: IDependable;
}

/**
 * The function that Secrets Manager rotates one identity's key with.
 *
 * Not one for all identities of a stack, as the handler is: Secrets Manager tells it nothing but the secret, and its
 * permissions are for this identity, secret and zone only.
 */
export class KeyRotator extends Construct {
  readonly function: lambda.Function;

  constructor(scope: Construct, props: KeyRotatorProps) {
    super(scope, 'Rotation');
    const { domainName, secret, destination, rotation, regions, handler: { logGroup } } = props;
    const role = executionRole(this, 'Role', logGroup);
    const granted = grantRotateKey(this, role, { domainName, secret, regions });
    destination.grantWrite(role);
    this.function = keyChangeFunction(this, {
      description: `cdk-ses-dkim: rotates the DKIM key of ${domainName}`,
      role,
      logGroup,
      settings: {
        domainName,
        secretArn: secret.secretArn,
        keyLength: props.keyLength,
        ...destination,
        overlapSeconds: rotation.overlap.toSeconds(),
        regions,
      },
    });
    // So that it is gone, with whatever it is at, before the records are removed.
    this.function.node.addDependency(props.identity);
    this.function.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'), sourceArn: secret.secretArn,
    });
    const schedule = new CfnRotationSchedule(this, 'Schedule', {
      secretId: secret.secretArn,
      rotationLambdaArn: this.function.functionArn,
      rotationRules: rotation.everyDays === undefined ? undefined : { automaticallyAfterDays: rotation.everyDays },
      rotateImmediatelyOnUpdate: rotation.immediately,
    });
    schedule.node.addDependency(props.identity, granted, this.function);
    attendDaily(this, this.function, domainName).node.addDependency(props.identity, granted);
  }
}
