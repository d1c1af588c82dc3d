import { DkimSigningAttributesOrigin, type GetEmailIdentityResponse } from '@aws-sdk/client-sesv2';
import type { SesAssumptions } from './assumptions';
import { describeIdentity } from './description';
import { easyKey, type SigningKey } from './dkim-keys';
import type { Parent } from './dkim-signing';
import type { Lookup } from './dns-lookup';
import { EmailIdentity } from './email-identity';
import { limitExceeded } from './errors';
import { publishSpf } from './mail-servers';
import { signingHostedZoneOf } from './signing-hosted-zone';
import { originOf } from './signing-origin';
import { Tenants } from './tenants';
import type { Clock } from '../kernel/clock';
import { LaggingReads } from '../kernel/lagging-reads';
import type { Call } from '../kernel/service';

export type Place = Pick<Call, 'account' | 'region'>;

export interface StorePorts {
  readonly clock: Clock;
  readonly lookup: Lookup;
  readonly publish: (name: string, type: string, values: string[]) => void;
  readonly assumptions: SesAssumptions;
}

/** Identities and configuration sets, apart for each account and Region. */
export class Store {
  /** SES's own signature, which every mail has besides the domain's. [DOC DKIM] */
  readonly serviceKey: SigningKey;
  readonly tenants = new Tenants();
  private readonly identities = new Map<string, EmailIdentity>();
  private readonly configurationSets = new Set<string>();
  private readonly views: LaggingReads<GetEmailIdentityResponse>;
  private readonly tags: LaggingReads<ReadonlyMap<string, string>>;
  private readonly existence: LaggingReads<true>;

  constructor(readonly ports: StorePorts) {
    const { clock, assumptions } = ports;
    const there = <T>(key: string, view: (identity: EmailIdentity) => T) => {
      const identity = this.identities.get(key);
      return identity && view(identity);
    };
    this.views = new LaggingReads(clock, () => assumptions.readLagMs, (key) => there(key, describeIdentity));
    this.tags = new LaggingReads(clock, () => assumptions.tagLagMs, (key) => there(key, (identity) => new Map(identity.tags)));
    this.existence = new LaggingReads(clock, () => assumptions.existenceLagMs, (key) => there(key, () => true as const));
    this.serviceKey = easyKey('ses', 2048, (token, record) => ports.publish(`${token}._domainkey.amazonses.com`, 'TXT', [record]));
    publishSpf(ports.publish);
  }

  find(place: Place, name: string): EmailIdentity | undefined {
    return this.identities.get(keyOf(place, name));
  }

  /** An identity as reads show it, which may be as it was a moment ago. */
  see(place: Place, name: string): GetEmailIdentityResponse | undefined {
    return this.views.see(keyOf(place, name));
  }

  /** An identity's tags as IAM's conditions see them. */
  tagsOf(place: Place, name: string): ReadonlyMap<string, string> {
    return this.tags.see(keyOf(place, name)) ?? new Map();
  }

  /** Whether it is there, and not everywhere in SES yet. */
  isYetUnknown(place: Place, name: string): boolean {
    return this.existence.see(keyOf(place, name)) === undefined;
  }

  /** Whether it is gone, and not everywhere in SES yet. */
  isStillKnown(place: Place, name: string): boolean {
    return this.existence.see(keyOf(place, name)) === true;
  }

  /** To be called before a write. */
  aboutToChange(place: Place, name: string): void {
    this.views.beforeWrite(keyOf(place, name));
    this.tags.beforeWrite(keyOf(place, name));
    this.existence.beforeWrite(keyOf(place, name));
  }

  list(place: Place): EmailIdentity[] {
    return [...this.identities].filter(([key]) => key.startsWith(keyOf(place, ''))).map(([, identity]) => identity);
  }

  create(place: Place, name: string): EmailIdentity {
    if (this.list(place).length >= this.ports.assumptions.maxIdentities) {
      throw limitExceeded();
    }
    const ports = { ...this.ports, region: place.region, signingHostedZone: signingHostedZoneOf(place.region) };
    const identity = new EmailIdentity(name.toLowerCase(), ports, (region) => this.parent(place, region, name));
    this.identities.set(keyOf(place, name), identity);
    return identity;
  }

  delete(place: Place, name: string): void {
    this.find(place, name)?.forget();
    this.identities.delete(keyOf(place, name));
  }

  /** Regions of the account in which the domain's identity takes its keys from here. */
  replicasOf({ account, region }: Place, name: string): string[] {
    return [...this.identities]
      .filter(([key, identity]) => key.startsWith(`${account} `) && identity.name === name.toLowerCase() && identity.replicaOf === region)
      .map(([key]) => key.split(' ')[1]);
  }

  hasConfigurationSet(place: Place, name: string): boolean {
    return this.configurationSets.has(keyOf(place, name));
  }

  addConfigurationSet(place: Place, name: string): void {
    this.configurationSets.add(keyOf(place, name));
  }

  deleteConfigurationSet(place: Place, name: string): void {
    this.configurationSets.delete(keyOf(place, name));
  }

  /** What an identity of this name would replicate. */
  parent({ account }: Place, region: string, name: string): Parent {
    if (!(originOf(region) in DkimSigningAttributesOrigin)) {
      return { error: 'REPLICATION_PRIMARY_INVALID_REGION' };
    }
    if (this.ports.assumptions.deniesReplication) {
      return { error: 'REPLICATION_ACCESS_DENIED' };
    }
    return this.find({ account, region }, name)?.asParent ?? { error: 'REPLICATION_PRIMARY_NOT_FOUND' };
  }
}

function keyOf({ account, region }: Place, name: string): string {
  return `${account} ${region} ${name.toLowerCase()}`;
}
