import { entryOf } from './memory';
import type { Entry, State, Step } from './model';
import { isDkimLabel, selectorInUse } from './questions';
import type { StatusChange, StatusEvent } from '../../src/contract/status-events';
import { isUndecided } from '../identity/ownership';
import type { Ports, RecordChanges } from '../ports';

/*
 * What other systems hear of a step that was done.
 */

type Change = Pick<StatusEvent, 'change' | 'selector' | 'recordName' | 'recordType'> & Partial<Pick<StatusEvent, 'region'>>;

/** Tells the event bus what a step has changed. Nothing depends on it. */
export async function tell(step: Step, state: State, { events, now }: Ports): Promise<void> {
  const { settings: { domainName }, me: { region, stackId } } = state;
  for (const change of events ? changesOf(step, state) : []) {
    await events!.send({ domainName, region, time: now(), stackId, ...change });
  }
}

/** The changes of a step, in the words of the contract. */
export function changesOf(step: Step, state: State): readonly Change[] {
  switch (step.do) {
    case 'sign':
      return isSwitch(step, state)
        ? [{ change: 'KEY_SWITCHED', selector: 'key' in step.change ? step.change.key.selector : undefined, ...step.region === undefined ? {} : { region: step.region } }]
        : [];
    case 'edit zone':
      return recordChanges(step, state);
    default:
      return [];
  }
}

/** SES also gets what it has, when it gave up looking. And an identity that was just made had nothing to sign with. */
function isSwitch({ change, region }: Step & { readonly do: 'sign' }, { identity, session }: State): boolean {
  if (region !== undefined) {
    return true;
  }
  if (!identity || session.created) {
    return false;
  }
  const { origin, nextKeyLength } = identity.dkim;
  if (change.origin !== origin) {
    return true;
  }
  return 'key' in change
    ? selectorInUse(identity) !== change.key.selector.toLowerCase() || isUndecided(identity)
    : 'keyLength' in change && change.keyLength !== undefined && change.keyLength !== nextKeyLength;
}

function recordChanges({ place, changes, memory }: Step & { readonly do: 'edit zone' }, { zone, former }: State): readonly Change[] {
  const view = [...zone ? [zone] : [], ...former].find(({ place: { hostedZoneId } }) => hostedZoneId === place.hostedZoneId);
  return (view?.memory.entries ?? []).flatMap((before) => {
    const { label, type } = before;
    const recordName = `${label}.${view!.domain}`;
    const isIn: Edit['isIn'] = (list) => list.some((set) => set.name === recordName && set.type === type);
    const change = changeOf(before, entryOf(memory, label, type), { isIn, changes });
    const selector = isDkimLabel(label) && type === 'TXT' ? label.split('.')[0] : undefined;
    return change === undefined ? [] : [{ change, selector, recordName, recordType: type }];
  });
}

interface Edit {
  readonly isIn: (list: RecordChanges['remove'] | RecordChanges['create']) => boolean;
  readonly changes: RecordChanges;
}

function changeOf(before: Entry, after: Entry | undefined, { isIn, changes: { remove, create } }: Edit): StatusChange | undefined {
  if (isIn(remove) && !isIn(create)) {
    return 'RECORD_REMOVED';
  }
  if (isIn(create) && !isIn(remove)) {
    return 'RECORD_REPUBLISHED';
  }
  if (after?.state === before.state) {
    return undefined;
  }
  return after?.state === 'revoked' ? 'RECORD_REVOKED' : after?.state === 'retired' || after?.state === 'failed' ? 'RECORD_RETIRED' : undefined;
}
