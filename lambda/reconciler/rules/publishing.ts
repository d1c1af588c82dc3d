import { IDENTITY_TAGS } from '../../../src/contract/tags';
import { readAsFound } from '../../identity/as-found';
import { isAdopted } from '../../identity/ownership';
import { asksForAsMuch, policyForSubdomains } from '../../records/dmarc';
import { described, hashOf, saysTheSame } from '../../records/values';
import { entryOf, handOver, isClaimedBy, isClaimedByOthers, withClaim, withHolder } from '../memory';
import type { Entry, Rule, State, WantedRecord, ZoneView } from '../model';
import { isDkimLabel, isRollingBack, maySettle, mayBeSignedWith, me, objectOnce, signed } from '../questions';
import { wantedRecords } from '../wanted';
import { obstacles, ZoneEdit } from '../zone-edit';

/*
 * Records come before the switch: what is wanted is published, and served, before SES signs with it.
 */

interface Publication {
  readonly edit: ZoneEdit;
  readonly conflicts: readonly string[];
}

/** What has to change for all wanted records to be there and claimed; and what somebody else has at their names. */
function publication(state: State, zone: ZoneView): Publication {
  const edit = new ZoneEdit(zone);
  takeOver(state, edit);
  const conflicts = wantedRecords(state).flatMap((wanted) => {
    if (!maySettle(state) && !signed(state).labels.has(wanted.label)) {
      return []; // only repairs, while a deployment runs
    }
    return publish(state, zone, edit, wanted) ?? [];
  });
  copyFromFormerZones(state, zone, edit);
  return { edit, conflicts };
}

/** What the previous owner of the identity claims goes with the identity. */
function takeOver({ identity, ...state }: State, edit: ZoneEdit): void {
  const id = me({ identity, ...state });
  const known = edit.remembered.holders.find((holder) => holder.id === id);
  const previous = identity && readAsFound(identity)?.ownerTags[IDENTITY_TAGS.owner];
  const from = previous === undefined ? undefined : `${previous}@${state.me.region}`;
  const hasMoved = state.former.some(({ memory, isGone }) => !isGone && memory.entries.some((entry) => isClaimedBy(entry, id)));
  const holder = {
    id, adopted: identity !== undefined && isAdopted(identity), from, ...hasMoved ? { hasMoved } : {}, ...known?.wasUndone ? { wasUndone: true } : {},
  };
  edit.replaceMemory(from !== undefined && known?.from !== from ? handOver(edit.remembered, from, holder) : withHolder(edit.remembered, holder));
}

/** Publishes one record, or answers what is in its way. */
function publish(state: State, zone: ZoneView, edit: ZoneEdit, wanted: WantedRecord): string | undefined {
  const { purpose, label, type, value } = wanted;
  const sets = obstacles(zone, label, type);
  const entry = entryOf(edit.remembered, label, type);
  const written = (): Entry => ({
    label, type, hash: hashOf(type, [value]), state: firstState(state, wanted, entry), since: state.now, origin: 'made', claims: entry?.claims ?? [],
  });
  if (sets.length === 0) {
    const weaker = entry ? undefined : weakerThanInherited(state, wanted);
    if (weaker !== undefined) {
      return weaker;
    }
    edit.write(label, type, value);
    edit.remember(withClaim(written(), me(state)));
    return undefined;
  }
  const [set] = sets;
  if (!entry && state.nativeRecords.get(set.name)) {
    return `this stack has the record ${set.name} as an AWS::Route53::RecordSet, which CloudFormation would remove when it leaves the template: `
      + 'give that a retaining removal policy and deploy, take it out and deploy, and only then deploy this';
  }
  const ours = entry?.origin === 'made' && sets.length === 1 ? edit.recordOf(entry) : undefined;
  // What somebody else wrote may ask for more than is wanted. Our own record says what is wanted.
  const isOther = ours !== undefined && purpose === 'DMARC' && entry!.hash !== hashOf(type, [value]);
  if (sets.length === 1 && saysTheSame(set, wanted) && !isOther) {
    edit.remember(withClaim(accepted(state, entry, wanted, hashOf(type, set.values)), me(state)));
    return undefined;
  }
  if (!entry || !ours) {
    return foreign(zone, wanted, sets.map(described));
  }
  const problem = notReplaceable(state, entry, wanted) ?? (isRollingBack(state) ? undefined : weakerThanInherited(state, wanted));
  if (problem !== undefined) {
    return problem;
  }
  edit.write(label, type, value, ours);
  edit.remember(withClaim(written(), me(state)));
  return undefined;
}

/** A key that SES never had can be taken back without harm: until SES gets it, its record is new. */
function firstState(state: State, { purpose, label, type }: WantedRecord, known: Entry | undefined): Entry['state'] {
  const { labels, isComplete } = signed(state);
  const mayBeSigned = labels.has(label) || !isComplete || (known !== undefined && known.state !== 'new');
  return purpose === 'DKIM' && type === 'TXT' && state.identity && !state.session.created && !mayBeSigned ? 'new' : 'live';
}

/** A record that says what it should: ours, or found, which is then never changed and never removed. */
function accepted({ now }: State, entry: Entry | undefined, { label, type }: WantedRecord, hash: string): Entry {
  if (!entry || entry.hash !== hash) {
    return { label, type, hash, state: 'live', since: now, origin: 'found', claims: entry?.claims ?? [] };
  }
  return entry.state === 'live' || entry.state === 'new' ? entry : { ...entry, state: 'live', since: now };
}

/** Why a record of ours may not get another value. */
function notReplaceable(state: State, entry: Entry, { purpose, label, type }: WantedRecord): string | undefined {
  const name = `${label}.${state.settings.domainName}`;
  if (isClaimedByOthers(entry, me(state), state.now)) {
    return `another stack or Region uses the record ${type} ${name} with another value; let both want the same, or take another name`;
  }
  const isGiven = entry.state === 'live' || entry.state === 'retired' || entry.state === 'failed';
  return purpose === 'DKIM' && type === 'TXT' && isGiven && state.settings.overlapDays > 0
    ? `the record ${name} has the public key of another key, and mail in transit needs it; give the new key a new selector, `
      + 'or set `overlap` to `Duration.days(0)` if the old key must not be trusted any more'
    : undefined;
}

function foreign({ place, domain }: ZoneView, { purpose, label, type, value }: WantedRecord, found: readonly string[]): string {
  return `the hosted zone ${place.hostedZoneId} has something else at ${label}.${domain}: found ${found.join('; ')}, wanted `
    + `${described({ type, values: [value] })}; ${NEXT_STEP[purpose](type)}`;
}

const NEXT_STEP: Readonly<Record<WantedRecord['purpose'], (type: string) => string>> = {
  DKIM: () => 'remove it if nobody needs it, or take another selector',
  MAIL_FROM: (type) => type === 'MX'
    ? 'SES needs a MAIL FROM domain with one MX record only, that of its Region: take another `mailFrom.subdomain` for each Region, and none that receives mail'
    : 'a name has one SPF record, and this one is not changed: take another `mailFrom.subdomain`, or let the record allow SES to send',
  DMARC: () => 'it is never overwritten: change it by hand, or ask in `dmarc` for no more than it says',
};

const STRICTEST = 'v=DMARC1; p=reject; sp=reject';

/** A new DMARC record must not ask for less than the domain has from a domain above it (RFC 9989 section 4.10). */
function weakerThanInherited({ settings, inheritedDmarc }: State, { purpose, value }: WantedRecord): string | undefined {
  if (purpose !== 'DMARC' || !inheritedDmarc || asksForAsMuch(value, STRICTEST)) {
    return undefined;
  }
  if ('problem' in inheritedDmarc) {
    return `cannot tell whether ${settings.domainName} has a DMARC policy already: ${inheritedDmarc.problem}; deploy again, or without \`dmarc\``;
  }
  const policy = policyForSubdomains(inheritedDmarc.record);
  return policy && !asksForAsMuch(value, `v=DMARC1; p=${policy}; sp=${policy}`)
    ? `a DMARC record of ${settings.domainName} would be less strict than the one that it has from ${inheritedDmarc.name}: found `
      + `"${inheritedDmarc.record}", wanted "${value}"; ask for a \`dmarc\` that is as strict, or for none`
    : undefined;
}

/**
 * Mail in transit looks for its key wherever the domain is delegated to: the new zone gets all keys of the previous one. Without an overlap
 * it gets only what SES signs with.
 */
function copyFromFormerZones(state: State, zone: ZoneView, edit: ZoneEdit): void {
  if (zone.place.kind !== 'HOSTED_ZONE' || state.goal.kind !== 'deploy') {
    return;
  }
  for (const former of state.former.filter(({ place, domain, isGone }) => place.kind === 'HOSTED_ZONE' && domain === zone.domain && !isGone)) {
    for (const entry of former.memory.entries.filter((candidate) => isClaimedBy(candidate, me(state)) && candidate.state !== 'new')) {
      const record = new ZoneEdit(former).recordOf(entry);
      const isNeeded = isDkimLabel(entry.label) && (state.settings.overlapDays > 0 || mayBeSignedWith(state, entry.label));
      if (record && isNeeded && !entryOf(edit.remembered, entry.label, entry.type) && obstacles(zone, entry.label, entry.type).length === 0) {
        edit.write(entry.label, entry.type, record.values[0]);
        edit.remember({ ...entry, origin: 'made', claims: [{ holder: me(state), inherited: 0 }] });
      }
    }
  }
}

// --- the rules

/** The previous owner of the identity may have had its records in other zones: its claims there are the new owner's, too. */
export const takeOverElsewhere: Rule = {
  name: 'take over the claims in other zones',
  propose: (state) => {
    for (const view of state.former.filter(({ isGone }) => !isGone)) {
      const edit = new ZoneEdit(view);
      takeOver(state, edit);
      const step = state.identity && isAdopted(state.identity) ? edit.step('take over') : undefined;
      if (step) {
        return step;
      }
    }
    return undefined;
  },
};

/** Asked first: a deployment that finds something else at a name changes nothing. */
export const foreignRecords: Rule = {
  name: 'refuse what somebody else has at a name',
  propose: (state) => {
    const { zone, session } = state;
    const conflicts = !zone || zone.isGone ? [] : publication(state, zone).conflicts;
    const message = conflicts.find((conflict) => !session.said.has(conflict));
    return message === undefined ? undefined : objectOnce(state, message);
  },
};

export const publishRecords: Rule = {
  name: 'publish what is wanted',
  propose: (state) => {
    const { zone, settings: { place, domainName } } = state;
    if (!zone) {
      return undefined;
    }
    if (zone.isGone) {
      return objectOnce(state, zone.problem ?? `the hosted zone ${place.kind === 'MANUAL' ? '' : place.hostedZoneId} of ${domainName} does not exist; `
        + 'check its id, or give `dns` another zone');
    }
    return publication(state, zone).edit.step('publish');
  },
};
