import type { Rule, State, Step } from './model';
import { giveBackIdentity, letGoOfIdentity, removeOwnTags } from './rules/giving-back';
import { endAbandonedRotation, endFinishedRotation, giveUpOnKey, lostKey, makeKey, promoteKey, refusedKey, takePreviousKey } from './rules/keys';
import { createIdentity, isLetAlone, lateDelivery, rememberKey, strangersIdentity, tagIdentity, untagIdentity } from './rules/ownership';
import { foreignRecords, publishRecords, takeOverElsewhere } from './rules/publishing';
import { deleteIdentity, removeRecords, usedElsewhere } from './rules/removal';
import { cleanFormerZones, expireRecords, resurrectRecords, retireRecords } from './rules/retirement';
import { awaitBegunRotation, awaitPending, cancelledSchedule } from './rules/rotation';
import { awaitRecords, undelegatedZone } from './rules/serving';
import { putSettings, rearmMailFrom } from './rules/settings';
import { admitKey, gaveUp, leftRegions, regionsUnseen, switchElsewhere, switchSigning, unservedRecord } from './rules/switching';
import { rememberRollback, undoneDeployment } from './rules/undone';
import { awaitVerification } from './rules/verification';

/**
 * The plan: the first rule that proposes a step decides. After each step the world is observed again, so a rule sees the effects of all
 * steps before. What is refused comes first, then what is published, then the switch, and last what is retired.
 */
export const RULES: readonly Rule[] = [
  strangersIdentity,
  lateDelivery,
  endAbandonedRotation,
  refusedKey,
  undoneDeployment,
  lostKey,
  regionsUnseen,
  leftRegions,
  makeKey,
  takePreviousKey,
  foreignRecords,
  createIdentity,
  tagIdentity,
  rememberRollback,
  takeOverElsewhere,
  giveUpOnKey,
  resurrectRecords,
  publishRecords,
  awaitRecords,
  undelegatedZone,
  putSettings,
  rearmMailFrom,
  unservedRecord,
  admitKey,
  switchSigning,
  rememberKey,
  switchElsewhere,
  promoteKey,
  endFinishedRotation,
  untagIdentity,
  retireRecords,
  expireRecords,
  cleanFormerZones,
  gaveUp,
  cancelledSchedule,
  awaitBegunRotation,
  awaitVerification,
];

/** A removal asks SES first. */
export const REMOVAL_RULES: readonly Rule[] = [usedElsewhere, deleteIdentity, letGoOfIdentity, giveBackIdentity, removeRecords, removeOwnTags];

/** Leaves a rule out: the property tests show that each is needed. */
export interface PlanOptions {
  readonly without?: string;
}

/** The next step, or undefined if everything is as it should be. */
export function plan(state: State, { without }: PlanOptions = {}): Step | undefined {
  for (const rule of rulesFor(state)) {
    const step = rule.name === without ? undefined : rule.propose(state);
    if (step) {
      return step;
    }
  }
  return undefined;
}

function rulesFor(state: State): readonly Rule[] {
  const { goal, identity, isIdentityKnown } = state;
  if (goal.kind === 'remove') {
    return REMOVAL_RULES;
  }
  if (isLetAlone(state)) {
    return [rememberRollback];
  }
  // An identity that was deleted by hand has nothing to look after, but its deployment creates it again.
  if (goal.kind !== 'deploy' && isIdentityKnown && !identity) {
    return [];
  }
  return goal.kind === 'rotate' ? [undoneDeployment, ...rotationRules(goal.step)] : RULES;
}

/** A step of a rotation does its part and no more: Secrets Manager waits for it. */
function rotationRules(step: string): readonly Rule[] {
  switch (step) {
    case 'createSecret':
      return [endAbandonedRotation, refusedKey, makeKey];
    case 'setSecret':
      return [endAbandonedRotation, refusedKey, foreignRecords, resurrectRecords, publishRecords];
    case 'testSecret':
      return [refusedKey, awaitPending];
    default:
      return [
        refusedKey, resurrectRecords, publishRecords, awaitRecords, unservedRecord, admitKey, switchSigning, rememberKey, switchElsewhere,
        regionsUnseen, promoteKey, endFinishedRotation, retireRecords,
      ];
  }
}
