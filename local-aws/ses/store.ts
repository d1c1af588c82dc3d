import { DkimSigningAttributesOrigin } from '@aws-sdk/client-sesv2';
import { type SesAssumptions, signingHostedZoneOf } from './assumptions';
import { easyKey, type SigningKey } from './dkim-keys';
import type { Parent } from './dkim-signing';
import type { Lookup } from './dns-lookup';
import { EmailIdentity } from './email-identity';
import { limitExceeded } from './errors';
import { publishSpf } from './mail-servers';
import { originOf } from './signing-origin';
import type { Clock } from '../kernel/clock';
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
  private readonly identities = new Map<string, EmailIdentity>();
  private readonly configurationSets = new Set<string>();

  constructor(readonly ports: StorePorts) {
    this.serviceKey = easyKey('ses', 2048, (token, record) => ports.publish(`${token}._domainkey.amazonses.com`, 'TXT', [record]));
    publishSpf(ports.publish);
  }

  find(place: Place, name: string): EmailIdentity | undefined {
    return this.identities.get(keyOf(place, name));
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
