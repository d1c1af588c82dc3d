import type { HostedZone } from './hosted-zone';
import type { PublicDns } from './public-dns';
import type { Scheduler } from './scheduler';
import type { SignedWith } from './ses-identity';
import type { SesRegion } from './ses-region';

/** Mail that was signed with one record: the last message of it is the last to arrive. */
export interface Signature extends SignedWith {
  readonly region: string;
  /** The stack that gave SES the key; none if that was somebody else. */
  readonly givenBy?: string;
  lastSent: number;
  /** The zones where the stack of the Region has had a claim on the record, so that other stacks knew. */
  readonly claimedIn: Set<HostedZone>;
  isSent: boolean;
}

/**
 * Mail in transit. A message leaves each Region at every moment, signed with what SES signs with at that moment. It may arrive
 * at any moment of the overlap, and then its record has to be served. So it is enough to know when SES signed last with each.
 */
export class Mail {
  private signatures: Signature[] = [];

  constructor(private readonly scheduler: Scheduler, private readonly dns: PublicDns, private readonly regions: () => readonly SesRegion[]) {}

  /** Before and after each change of what SES signs with. */
  update(): void {
    const { now } = this.scheduler;
    for (const { region, identity } of this.regions()) {
      const signsWith = identity?.signsWith ?? [];
      for (const signature of this.signatures.filter((sent) => sent.region === region)) {
        signature.lastSent = signature.isSent ? now : signature.lastSent;
        signature.isSent = signsWith.some(({ name, value }) => name === signature.name && value === signature.value);
      }
      for (const { name, value } of signsWith) {
        if (!this.signatures.some((sent) => sent.region === region && sent.name === name && sent.value === value)) {
          this.signatures.push({ region, name, value, givenBy: identity?.givenBy, lastSent: now, claimedIn: new Set(), isSent: true });
        }
      }
    }
  }

  /** Its identity was removed by its owner: nobody promises anything for the mail of a Region any more. */
  forget(region: string): void {
    this.signatures = this.signatures.filter((signature) => signature.region !== region);
  }

  /** Somebody has written in the memory that the stack of a Region claims a record. */
  claim(region: string, name: string, zone: HostedZone): void {
    this.signatures.filter((sent) => sent.region === region && sent.name === name).forEach((sent) => {
      sent.claimedIn.add(zone);
    });
  }

  /** All that is known of it. */
  describe(): readonly object[] {
    this.update();
    return this.signatures.map(({ claimedIn, ...signature }) => ({ ...signature, claimedIn: [...claimedIn].map(({ id }) => id) }));
  }

  /** Mail in transit that could be verified before a change of the zone, and cannot be after it. */
  harmedBy(zone: HostedZone, change: () => void, overlapOf: (signature: Signature) => number): string[] {
    this.update();
    const { now } = this.scheduler;
    const views = [undefined, ...this.dns.isAsked(zone) && !this.dns.isDelegated(zone) ? [zone] : []];
    const isServed = ({ name, value }: SignedWith, view: HostedZone | undefined) => this.dns.resolve(name, 'TXT', view)?.includes(value) ?? false;
    const inTransit = this.signatures.filter((signature) => now < signature.lastSent + overlapOf(signature));
    const before = views.map((view) => inTransit.filter((signature) => isServed(signature, view)));
    const served = this.signatures.filter((signature) => isServed(signature, undefined));
    change();
    // Its record went as it may. If the same key is published again, that is for the mail of that time.
    this.signatures = this.signatures.filter((signature) => (
      signature.isSent || inTransit.includes(signature) || !served.includes(signature) || isServed(signature, undefined)
    ));
    return views.flatMap((view, index) => before[index]
      .filter((signature) => !isServed(signature, view))
      .map(({ region, name, lastSent, givenBy }) => `mail of ${region} that was signed for ${name} (by ${givenBy}) ${Math.round((now - lastSent) / 3_600_000)} hours ago${
        view ? ' (resolvers still ask the zone that was delegated before)' : ''}`));
  }

  /** Whether SES signs for a record, or has signed for it within a time. */
  isInTransit(name: string, milliseconds: number): boolean {
    this.update();
    return this.signatures.some((sent) => sent.name === name && this.scheduler.now < sent.lastSent + milliseconds);
  }
}
