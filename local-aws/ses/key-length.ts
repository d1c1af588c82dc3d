import type { DkimSigningKeyLength } from '@aws-sdk/client-sesv2';
import type { SesAssumptions } from './assumptions';
import { badRequest } from './errors';

const DAY_MS = 86_400_000;

/** The length of an identity's Easy DKIM keys, and how often it may change. */
export class KeyLength {
  private lastChange?: Date;
  private lastDowngrade?: Date;

  constructor(private length: DkimSigningKeyLength, private readonly texts: Pick<SesAssumptions, 'sameLengthError' | 'secondLengthError'>) {}

  get value(): DkimSigningKeyLength {
    return this.length;
  }

  /** As a domain has it when Easy DKIM begins. */
  set(length: DkimSigningKeyLength): void {
    this.length = length;
  }

  change(length: DkimSigningKeyLength, now: Date): void {
    if (length === this.length) {
      throw badRequest(this.texts.sameLengthError.replace('{length}', length));
    }
    const isRecent = (change: Date | undefined) => change !== undefined && now.getTime() - change.getTime() < DAY_MS;
    const isDowngrade = length === 'RSA_1024_BIT';
    if (isRecent(this.lastChange) && !(isDowngrade && !isRecent(this.lastDowngrade))) {
      throw badRequest(this.texts.secondLengthError.replace('{length}', length)); // [DOC Easy DKIM: but for the first to 1024 bits in 24 hours]
    }
    this.length = length;
    this.lastChange = now;
    this.lastDowngrade = isDowngrade ? now : this.lastDowngrade;
  }
}
