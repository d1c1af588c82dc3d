import type { PublicDns } from './public-dns';
import type { Random } from './random';
import { MINUTE, type Scheduler } from './scheduler';
import { type Parent, type SesAssumptions, originOf, SesIdentity } from './ses-identity';
import { type LiveIdentity, Refused } from '../../../../lambda/ports';

/** Readings are not older. assumed */
const OLDEST_READING = MINUTE;

/** SES in one Region: the identity of the world's domain, now and as it was. */
export class SesRegion {
  identity?: SesIdentity;

  private readonly history: Array<{ readonly at: number; readonly live?: LiveIdentity }> = [{ at: 0 }];

  constructor(
    readonly region: string, private readonly scheduler: Scheduler, private readonly random: Random, private readonly dns: PublicDns,
    private readonly assumptions: SesAssumptions, private readonly regions: () => readonly SesRegion[], private readonly changed: () => void,
  ) {}

  /** @param age how old the answer is */
  read(age: number): LiveIdentity | undefined {
    this.remember();
    const at = this.scheduler.now - age;
    return [...this.history].reverse().find((state) => state.at <= at)?.live;
  }

  create(domainName: string): SesIdentity {
    this.changed();
    this.identity = new SesIdentity(domainName, this.scheduler, this.random.fork(), this.dns, this.assumptions, (region) => this.parentIn(region),
      () => this.note());
    this.note();
    return this.identity;
  }

  delete(): void {
    const replicas = this.regions().filter(({ identity }) => identity?.origin === originOf(this.region));
    if (replicas.length > 0) {
      throw new Refused(`the identity has replicas in ${replicas.map(({ region }) => region).join(', ')}`, 'conflict'); // [DOC DEED]
    }
    this.deleteAnyway();
  }

  deleteAnyway(): void {
    this.changed();
    this.identity?.end();
    this.identity = undefined;
    this.note();
  }

  existing(domainName: string): SesIdentity {
    if (!this.identity) {
      throw new Refused(`NotFoundException: Email identity ${domainName} does not exist.`, 'conflict');
    }
    return this.identity;
  }

  /** Something of the identity has changed. */
  note(): void {
    this.changed();
    this.remember();
  }

  private remember(): void {
    const { now } = this.scheduler;
    this.history.push({ at: now, live: this.identity?.live });
    const old = this.history.filter(({ at }) => at < now - OLDEST_READING).length - 1;
    if (old > 0) {
      this.history.splice(0, old);
    }
  }

  private parentIn(region: string): Parent {
    return this.regions().find((other) => other.region === region)?.identity?.asParent ?? 'absent';
  }
}
