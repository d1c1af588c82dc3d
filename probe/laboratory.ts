import { randomBytes } from 'node:crypto';
import { ListHostedZonesByNameCommand } from '@aws-sdk/client-route-53';
import { Clients } from './clients';
import type { Clock } from './clock';
import { Identities } from './identities';
import { Mailbox, type MailboxOptions } from './mailbox';
import type { Notebook } from './notebook';
import { Records } from './records';
import { Stacks } from './stacks';

const SECOND = 1000;

export interface LaboratoryOptions {
  /** A domain that is in a public zone of the account: everything is below it. */
  readonly domain: string;
  readonly region: string;
  /** Another Region, for replicas. */
  readonly otherRegion: string;
  readonly mailbox?: MailboxOptions;
  readonly clock: Clock;
  readonly notebook: Notebook;
}

/** Where one experiment takes place: it makes what has names of its own, and leaves nothing. */
export class Laboratory {
  static async open(options: LaboratoryOptions): Promise<Laboratory> {
    const clients = new Clients(options.region, options.clock, options.notebook);
    const labels = options.domain.split('.');
    for (const name of labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))) {
      const { HostedZones = [] } = await clients.route53.send(new ListHostedZonesByNameCommand({ DNSName: name }));
      const zone = HostedZones.find(({ Name, Config }) => Name === `${name}.` && !Config?.PrivateZone);
      if (zone) {
        return new Laboratory(options, clients, zone.Id!.replace('/hostedzone/', ''));
      }
    }
    throw new Error(`the account has no public hosted zone for ${options.domain}`);
  }

  readonly clock: Clock;
  readonly region: string;
  readonly otherRegion: string;
  readonly domain: string;
  readonly records: Records;
  readonly identities: Identities;
  readonly stacks: Stacks;
  readonly mailbox?: Mailbox;
  private readonly name = `probe-${randomBytes(4).toString('hex')}`;
  private names = 0;
  private readonly made: Array<{ readonly what: string; readonly remove: () => Promise<unknown> }> = [];

  private constructor({ clock, domain, region, otherRegion, mailbox }: LaboratoryOptions, readonly clients: Clients, readonly zoneId: string) {
    this.clock = clock;
    this.domain = domain;
    this.region = region;
    this.otherRegion = otherRegion;
    this.records = new Records(this);
    this.identities = new Identities(this);
    this.stacks = new Stacks(this);
    this.mailbox = mailbox && new Mailbox(this, mailbox);
  }

  /** A name that nobody has: a label of DNS. */
  readonly newName = (): string => `${this.name}-${this.names++}`;

  readonly newDomain = (): string => `${this.newName()}.${this.domain}`;

  /** Something that has to be removed at the end. */
  willRemove(what: string, remove: () => Promise<unknown>): void {
    this.made.push({ what, remove });
  }

  /** Removes everything, the last one first; answers with what could not be removed, and why. */
  async close(): Promise<string[]> {
    const left: string[] = [];
    for (let thing = this.made.pop(); thing; thing = this.made.pop()) {
      const { what, remove } = thing;
      await remove().catch((error: Error) => left.push(`${what}: ${error.name}: ${error.message}`));
    }
    return left;
  }

  /**
   * Tries until something is so.
   *
   * @returns how long it took, in steps; 0 if it was so at the first try. Undefined if it never was in the time
   */
  readonly delayUntil = async (isSo: () => Promise<boolean | 'too early to ask'>, stepMs: number, longestMs: number): Promise<number | undefined> => {
    const start = this.clock.now().getTime();
    let asked = 0;
    for (let waited = 0; waited <= longestMs; waited = this.clock.now().getTime() - start) {
      const answer = await isSo();
      if (answer === true) {
        return asked === 0 ? 0 : Math.floor(waited / stepMs) * stepMs;
      }
      asked += answer === false ? 1 : 0;
      await this.clock.sleep(stepMs);
    }
    return undefined;
  };

  /** Does something again while it fails by one of these errors. */
  readonly patiently = async <T>(doIt: () => Promise<T>, errors: readonly string[] = ['NotFoundException'], longestMs = 120 * SECOND): Promise<T> => {
    const end = this.clock.now().getTime() + longestMs;
    for (;;) {
      try {
        return await doIt();
      } catch (error) {
        if (!errors.includes((error as Error).name) || this.clock.now().getTime() > end) {
          throw error;
        }
        await this.clock.sleep(SECOND);
      }
    }
  };
}
