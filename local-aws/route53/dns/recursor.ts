import type { Resolution } from './resolution';

/** What a recursive resolver keeps of its answers, each for its time. [RFC 2308: absences for the zone's own time; RFC 1035: TTL] */
export type Keeping = 'nothing' | 'absences' | 'everything';

interface Kept {
  readonly resolution: Resolution;
  readonly until: number;
}

/** A recursive resolver with its memory. */
export class Recursor {
  keeps: Keeping = 'nothing';
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly resolve: (name: string, type: string) => Resolution, private readonly now: () => number) {}

  ask(name: string, type: string): Resolution {
    // That a name does not exist holds for every type. [RFC 2308 section 5]
    const kept = [this.kept.get(`${name} ${type}`), this.kept.get(name)].find((entry) => entry && entry.until > this.now());
    if (kept && this.keeps !== 'nothing') {
      return kept.resolution;
    }
    const resolution = this.resolve(name, type);
    const seconds = this.secondsToKeep(resolution, type);
    if (seconds > 0) {
      this.kept.set(resolution.code === 'NXDOMAIN' ? name : `${name} ${type}`, { resolution, until: this.now() + seconds * 1000 });
    }
    return resolution;
  }

  private secondsToKeep({ code, answers, soa }: Resolution, type: string): number {
    if (this.keeps === 'nothing' || code === 'SERVFAIL') {
      return 0;
    }
    const isAbsent = code === 'NXDOMAIN' || !answers.some((answer) => answer.type === type);
    if (isAbsent) {
      return soa ? Math.min(soa.ttl, Number(soa.values[0].split(' ').at(-1))) : 0;
    }
    return this.keeps === 'everything' ? Math.min(...answers.map(({ ttl }) => ttl)) : 0;
  }
}
