import type { DnsAnswer, Ports } from '../../ports';
import { dmarcAmong, tagsOf } from '../../records/dmarc';
import { MEMORY_LABEL } from '../memory';
import type { State, WantedRecord, ZoneView } from '../model';
import { foreignMailFromRecords, wantedRecords } from '../wanted';
import { obstacles } from '../zone-edit';

/** Reads what the name servers answer that the domain is delegated to. */
export class PublicDns {
  /** By name and type. */
  readonly answers: Record<string, DnsAnswer | undefined> = {};
  private inheritedDmarc?: State['inheritedDmarc'];
  private knowsInherited = false;

  constructor(private readonly ask: Ports['dns']['ask']) {}

  forget(): void {
    Object.keys(this.answers).forEach((name) => delete this.answers[name]);
  }

  async read(state: State, zone: ZoneView | undefined): Promise<void> {
    const { settings: { domainName, mailFrom }, goal } = state;
    const names = wantedRecords(state)
      .filter((record) => isWorthAsking(state, zone, record))
      .map(({ label, type }) => [`${label}.${domainName}`, type] as const);
    const memory = zone?.memoryRecord ? [[`${MEMORY_LABEL}.${zone.domain}`, 'TXT'] as const] : [];
    const foreign = isOverdue(state) ? foreignMailFromRecords(state).map(({ label, type }) => [`${label}.${domainName}`, type] as const) : [];
    const mx = !zone && goal.kind === 'tend' && mailFrom ? [[mailFrom.domainName, 'MX'] as const] : [];
    await Promise.all([...names, ...memory, ...foreign, ...mx].map(async ([name, type]) => {
      this.answers[`${name} ${type}`] ??= await this.ask(name, type);
    }));
  }

  /** The record of the highest domain that has one; that of a public suffix (RFC 9989, `psd`) only if there is no other. */
  async readInheritedDmarc({ settings: { dmarc, domainName, place }, goal }: State): Promise<State['inheritedDmarc']> {
    if (goal.kind !== 'deploy' || dmarc === undefined || place.kind !== 'HOSTED_ZONE' || this.knowsInherited) {
      return this.inheritedDmarc;
    }
    this.knowsInherited = true;
    const labels = domainName.split('.');
    let ofSuffix: State['inheritedDmarc'];
    for (let length = 2; length < labels.length; length++) {
      const name = `_dmarc.${labels.slice(-length).join('.')}`;
      const answer = await this.ask(name, 'TXT');
      if (answer.kind === 'unknown') {
        return this.inheritedDmarc = { problem: `DNS gives ${answer.problem} at ${name}` };
      }
      const record = answer.kind === 'values' ? dmarcAmong(answer.values) : undefined;
      if (record !== undefined && tagsOf(record).psd !== 'y') {
        return this.inheritedDmarc = { name, record };
      }
      ofSuffix ??= record === undefined ? undefined : { name, record };
    }
    return this.inheritedDmarc = ofSuffix;
  }
}

/**
 * Names of the zone are asked for when they are published: a resolver would remember that they were not there. What people publish by hand
 * matters only to a deployment that waits for it. A replica's key is published elsewhere, and matters always.
 */
function isWorthAsking({ goal, settings: { signing } }: State, zone: ZoneView | undefined, { purpose, label, type }: WantedRecord): boolean {
  if (goal.kind === 'deploy' && signing.mode === 'BYODKIM_REPLICA' && purpose === 'DKIM') {
    return true;
  }
  return zone ? obstacles(zone, label, type).length > 0 : goal.kind !== 'deploy' || goal.request.waitSeconds !== undefined;
}

/** Whether a deployment has waited for a MAIL FROM domain in vain, and is about to say why. */
function isOverdue({ goal, identity, now }: State): boolean {
  const waitSeconds = goal.kind === 'deploy' ? goal.request.waitSeconds : undefined;
  const status = identity?.mailFrom?.status;
  return goal.kind === 'deploy' && waitSeconds !== undefined && status !== 'SUCCESS' && (status === 'FAILED' || now >= goal.startedAt + waitSeconds * 1000);
}
