import type { Lookup, Reply } from '../../../lambda/dns/lookup';

/** `<name> <type>` → values. */
type Records = Record<string, readonly string[]>;

/**
 * Zones and their servers, as `node:dns` shows them: a server that delegates a name answers as if the name were there without
 * such a record. The recursive resolver sees all of it.
 */
export class Internet {
  /** What the recursive resolver was asked, and what was told to it first that something does not exist. */
  readonly recursions: string[] = [];
  private readonly zones = new Map<string, { readonly servers: Record<string, Records | 'silent'>; readonly delegated: boolean }>();

  /** @param servers addresses, and what each of them serves; their names are `ns-<address>` */
  zone(name: string, servers: Record<string, Records | 'silent'>, delegated = true): this {
    this.zones.set(name, { servers, delegated });
    return this;
  }

  readonly recursive: Lookup = async (name, type) => {
    this.recursions.push(`${name} ${type}`);
    if (type === 'A') {
      return { kind: 'values', values: [name.replace('ns-', '')] };
    }
    const zone = this.closest(name);
    if (!zone) {
      return { kind: 'no answer', problem: 'ESERVFAIL' };
    }
    if (type === 'NS' && zone === name) {
      return { kind: 'values', values: Object.keys(this.zones.get(zone)!.servers).map((address) => `ns-${address}`) };
    }
    const answers = Object.values(this.zones.get(zone)!.servers).filter((records): records is Records => records !== 'silent');
    return answers.length === 0 ? { kind: 'no answer', problem: 'ESERVFAIL' } : this.answer(zone, answers[0], name, type);
  };

  readonly at = (address: string): Lookup => async (name, type) => {
    const [zone, { servers }] = [...this.zones].find(([, { servers: all }]) => address in all)!;
    const records = servers[address];
    return records === 'silent' ? { kind: 'no answer', problem: 'ETIMEOUT' } : this.answer(zone, records, name, type);
  };

  private answer(zone: string, records: Records, name: string, type: string): Reply {
    const cut = this.closest(name);
    if (cut !== zone && cut?.endsWith(`.${zone}`)) {
      return { kind: 'no such record' };
    }
    const values = records[`${name} ${type}`];
    const exists = Object.keys(records).some((key) => key.startsWith(`${name} `) || key.split(' ')[0].endsWith(`.${name}`)) || name === zone;
    return values ? { kind: 'values', values } : { kind: exists ? 'no such record' : 'no such name' };
  }

  private closest(name: string): string | undefined {
    const zones = [...this.zones].filter(([zone, { delegated }]) => delegated && (zone === name || name.endsWith(`.${zone}`))).map(([zone]) => zone);
    return zones.sort((one, other) => other.length - one.length)[0];
  }
}
