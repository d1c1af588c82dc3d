import { type Claim, type Entry, ENTRY_STATES, type EntryState, type Holder, type Me, type Memory } from './model';

/*
 * The memory in the zone: one TXT record that lists every record that the library published there. It is text that a person can
 * read, of characters that need no escape in DNS:
 *
 *   cdk-ses-dkim/1 zone=Z0123 holder=0a1b2c3d4e5f@eu-west-1 ses1._domainkey=TXT:0123456789abcdef:live:20261128T101500Z:made:0
 *
 * The last field has the indexes of the holders that claim the record. Each `*` is a take-over of the identity since, and
 * `-20261212T101500Z` the end of a claim.
 */

const VERSION = 'cdk-ses-dkim/1';

/** Route 53 takes 4,000 characters as one value. [DOC ResourceRecord: Value] The quotes of up to 16 strings come on top. */
export const LONGEST_MEMORY = 3_900;

/** Where the memory is, before the domain of the records. No selector begins with an underscore. */
export const MEMORY_LABEL = '_cdk-ses-dkim._domainkey';

export function emptyMemory(zoneId: string): Memory {
  return { zoneId, holders: [], entries: [] };
}

export function isEmpty({ entries }: Memory): boolean {
  return entries.length === 0;
}

export function holderId({ nonce, region }: Pick<Me, 'nonce' | 'region'>): string {
  return `${nonce}@${region}`;
}

export function formatMemory({ zoneId, holders, entries }: Memory): string {
  const used = holders.filter(({ id }) => isUsed(id, { holders, entries }));
  const index = new Map(used.map(({ id }, position) => [id, position]));
  return [
    VERSION,
    `zone=${zoneId}`,
    ...used.map(formatHolder),
    ...entries.map(({ label, type, hash, state, since, origin, claims }) => (
      `${label}=${[type, hash, state, formatTime(since), origin, claims.map((claim) => formatClaim(claim, index.get(claim.holder)!)).join(',')].join(':')}`
    )),
  ].join(' ');
}

/** Undefined if the text is not a memory of this version. */
export function parseMemory(text: string): Memory | undefined {
  const [version, zone, ...rest] = text.split(' ');
  if (version !== VERSION || !zone?.startsWith('zone=')) {
    return undefined;
  }
  const fields = rest.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const);
  const holders = fields.filter(([key]) => key === 'holder').map(([, value]) => parseHolder(value));
  const entries = fields.filter(([key]) => key !== 'holder').map(([label, value]) => parseEntry(label, value, holders));
  return entries.every((entry) => entry !== undefined) ? { zoneId: zone.slice('zone='.length), holders, entries: entries as Entry[] } : undefined;
}

function formatHolder({ id, adopted, hasMoved, wasUndone, from }: Holder): string {
  const flags = [...adopted ? ['adopted'] : [], ...hasMoved ? ['moved'] : [], ...wasUndone ? ['undone'] : [], ...from ? [`from:${from}`] : []];
  return `holder=${[id, ...flags].join(',')}`;
}

function parseHolder(value: string): Holder {
  const [id, ...flags] = value.split(',');
  return {
    id,
    adopted: flags.includes('adopted'),
    from: flags.find((flag) => flag.startsWith('from:'))?.slice('from:'.length),
    ...flags.includes('moved') ? { hasMoved: true } : {},
    ...flags.includes('undone') ? { wasUndone: true } : {},
  };
}

function parseEntry(label: string, value: string, holders: readonly Holder[]): Entry | undefined {
  const [type, hash, state, time, origin, claims = ''] = value.split(':');
  const since = parseTime(time ?? '');
  if (!ENTRY_STATES.includes(state as EntryState) || Number.isNaN(since) || (origin !== 'made' && origin !== 'found')) {
    return undefined;
  }
  return {
    label,
    type,
    hash,
    state: state as EntryState,
    since,
    origin,
    claims: claims.split(',').filter((claim) => claim !== '').flatMap((claim): Claim[] => {
      const [place, end] = claim.split('-');
      const holder = holders[Number.parseInt(place, 10)];
      return holder ? [{ holder: holder.id, inherited: place.split('*').length - 1, ...end === undefined ? {} : { until: parseTime(end) } }] : [];
    }),
  };
}

function formatClaim({ inherited, until }: Claim, index: number): string {
  return `${index}${'*'.repeat(inherited)}${until === undefined ? '' : `-${formatTime(until)}`}`;
}

/** `20261128T101500Z`: whole seconds. They are rounded up: otherwise a record could seem older than it is. */
function formatTime(milliseconds: number): string {
  return new Date(Math.ceil(milliseconds / 1000) * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
}

function parseTime(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

// --- questions

/** Whether a holder claims something, or had the identity before one that does: then it gets the claims back. */
function isUsed(id: string, { holders, entries }: Pick<Memory, 'holders' | 'entries'>, seen: ReadonlySet<string> = new Set()): boolean {
  const further = new Set([...seen, id]);
  return entries.some((entry) => isClaimedBy(entry, id))
    || holders.some((other) => other.from === id && !further.has(other.id) && isUsed(other.id, { holders, entries }, further));
}

export function entryOf({ entries }: Memory, label: string, type: string): Entry | undefined {
  return entries.find((entry) => entry.label === label && entry.type === type);
}

export function isClaimedBy({ claims }: Entry, holder: string): boolean {
  return claims.some((claim) => claim.holder === holder);
}

/** Whether somebody else wants the record, or has mail in transit that needs it. */
export function isClaimedByOthers({ claims }: Entry, holder: string, now: number): boolean {
  return claims.some((claim) => claim.holder !== holder && !(claim.until !== undefined && claim.until <= now));
}

/** Whether somebody else wants the record. */
export function isWantedByOthers({ claims }: Entry, holder: string): boolean {
  return claims.some((claim) => claim.holder !== holder && claim.until === undefined);
}

// --- changes: each answers with another memory

export function withEntry(memory: Memory, entry: Entry): Memory {
  const others = memory.entries.filter(({ label, type }) => label !== entry.label || type !== entry.type);
  return { ...memory, entries: [...others, entry].sort((one, other) => (`${one.label} ${one.type}` < `${other.label} ${other.type}` ? -1 : 1)) };
}

export function withoutEntry(memory: Memory, { label, type }: Pick<Entry, 'label' | 'type'>): Memory {
  return { ...memory, entries: memory.entries.filter((entry) => entry.label !== label || entry.type !== type) };
}

/** Whether a holder's last deployment was rolled back while another holder had the identity. */
export function isUndone({ holders }: Memory, id: string): boolean {
  return holders.some((holder) => holder.id === id && holder.wasUndone);
}

export function withHolder(memory: Memory, holder: Holder): Memory {
  const isKnown = memory.holders.some(({ id }) => id === holder.id);
  return { ...memory, holders: isKnown ? memory.holders.map((known) => known.id === holder.id ? holder : known) : [...memory.holders, holder] };
}

/** The holder wants the record, also if its claim was about to end. */
export function withClaim(entry: Entry, holder: string, inherited = 0): Entry {
  const known = entry.claims.find((claim) => claim.holder === holder);
  if (known && known.until === undefined) {
    return entry;
  }
  const claim = { holder, inherited: known?.inherited ?? inherited };
  return { ...entry, claims: known ? entry.claims.map((other) => other === known ? claim : other) : [...entry.claims, claim] };
}

/** The holder does not want the record any more, and needs it until then. */
export function withEndOfClaim(entry: Entry, holder: string, until: number): Entry {
  return { ...entry, claims: entry.claims.map((claim) => claim.holder === holder && claim.until === undefined ? { ...claim, until } : claim) };
}

export function withoutClaim(entry: Entry, holder: string): Entry {
  return { ...entry, claims: entry.claims.filter((claim) => claim.holder !== holder) };
}

/** The previous owner's claims become the new owner's. */
export function handOver(memory: Memory, from: string, to: Holder): Memory {
  const entries = memory.entries.map((entry) => {
    const claim = entry.claims.find(({ holder }) => holder === from);
    const { claims } = withoutClaim(withoutClaim(entry, from), to.id);
    return claim ? { ...entry, claims: [...claims, { ...claim, holder: to.id, inherited: claim.inherited + 1 }] } : entry;
  });
  return { ...withHolder(memory, to), entries };
}

/** What was taken over goes back to the holder that had it, which may have taken it over itself. */
export function handBack(memory: Memory, from: string, to: string): Memory {
  const entries = memory.entries.map((entry) => {
    const claim = entry.claims.find(({ holder, inherited }) => holder === from && inherited > 0);
    return claim ? withClaim(withoutClaim(entry, from), to, claim.inherited - 1) : entry;
  });
  const known = memory.holders.find(({ id }) => id === to) ?? { id: to, adopted: false };
  // What stays in another zone is also given back.
  const hasMoved = memory.holders.some((holder) => holder.id === from && holder.hasMoved);
  return { ...withHolder(memory, hasMoved ? { ...known, hasMoved } : known), entries };
}
