import type { RotationRulesType } from '@aws-sdk/client-secrets-manager';
import type { Timer } from '../kernel/clock';

/** How a secret rotates. */
export interface Rotation {
  functionArn: string;
  rules?: RotationRulesType;
  enabled: boolean;
  /** From when hours count: the midnight before the schedule was set. */
  anchor: Date;
  lastRotated?: Date;
  /** The end of the window that the next rotation has. */
  next?: Date;
  /** Of the next window, or of the next attempt. */
  timer?: Timer;
  /** What is going on at present. */
  run?: RotationRun;
}

/** A rotation that has begun, with its attempts. */
export interface RotationRun {
  /** The new version, whose id is the request's token. */
  readonly versionId: string;
  /** Says that a call comes from this rotation. */
  readonly rotationToken: string;
  attempts: number;
}
