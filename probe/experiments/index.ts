import { byoCname } from './byo-cname';
import { byoTokens } from './byo-tokens';
import { cancelledCreate } from './cancelled-create';
import { conditionsOnTags } from './conditions-on-tags';
import { firstLook } from './first-look';
import { insync } from './insync';
import { keyLength } from './key-length';
import { lateGrant } from './late-grant';
import { longStep } from './long-step';
import { giveUp, lostRecord } from './long-waits';
import { oldKey } from './old-key';
import { ownWrites } from './own-writes';
import { pkcs8 } from './pkcs8';
import { rateLimit } from './rate-limit';
import { recordSet } from './record-set';
import { replica } from './replica';
import { replicaWithoutParent } from './replica-without-parent';
import { samePut } from './same-put';
import { secondChange } from './second-change';
import { secretOwnWrites, secretReplication } from './secrets';
import { tagLimits } from './tag-limits';
import { tokensComeBack } from './tokens-come-back';
import type { Experiment } from '../experiment';

/** Every question, the quick ones first. */
export const EXPERIMENTS: readonly Experiment[] = [
  byoTokens, tokensComeBack, keyLength, replicaWithoutParent, secretOwnWrites, insync, secondChange, rateLimit, ownWrites, tagLimits, lateGrant,
  recordSet, conditionsOnTags, cancelledCreate, secretReplication, samePut, byoCname, pkcs8, oldKey, replica, firstLook, longStep, giveUp, lostRecord,
];
