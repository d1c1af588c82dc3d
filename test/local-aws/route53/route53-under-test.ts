import {
  type Change, ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, type CreateHostedZoneRequest, GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsRequest, type ResourceRecordSet, Route53Client, type Route53ClientConfig, type RRType,
} from '@aws-sdk/client-route-53';
import { LocalAws } from '../../../local-aws/engine';

export const PROPAGATION_MS = 30_000;

/** The engine with a client of Route 53. */
export class Route53UnderTest {
  static async start(): Promise<Route53UnderTest> {
    return new Route53UnderTest(await LocalAws.start({ propagationMs: PROPAGATION_MS }));
  }

  readonly client: Route53Client;
  private zones = 0;

  constructor(readonly aws: LocalAws, options: Route53ClientConfig = {}) {
    this.client = new Route53Client({ ...aws.clientConfig(), ...options });
  }

  async createZone(Name: string, more: Partial<CreateHostedZoneRequest> = {}): Promise<{ readonly id: string; readonly nameServers: string[] }> {
    const { HostedZone, DelegationSet } = await this.client.send(
      new CreateHostedZoneCommand({ Name, CallerReference: `${Name} ${this.zones++}`, ...more }),
    );
    return { id: HostedZone!.Id!, nameServers: DelegationSet!.NameServers! };
  }

  /** Answers the id of the change. */
  async change(zoneId: string, ...changes: Change[]): Promise<string> {
    const { ChangeInfo } = await this.client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes: changes } }));
    return ChangeInfo!.Id!;
  }

  /** Changes, and lets the change reach the name servers. */
  async changeAndWait(zoneId: string, ...changes: Change[]): Promise<void> {
    await this.change(zoneId, ...changes);
    await this.aws.clock.advance(PROPAGATION_MS);
  }

  async statusOf(change: string): Promise<string> {
    return (await this.client.send(new GetChangeCommand({ Id: change }))).ChangeInfo!.Status!;
  }

  list(zoneId: string, more: Partial<ListResourceRecordSetsRequest> = {}) {
    return this.client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, ...more }));
  }

  async recordsOf(zoneId: string): Promise<ResourceRecordSet[]> {
    return (await this.list(zoneId)).ResourceRecordSets!.filter(({ Type }) => Type !== 'SOA' && Type !== 'NS');
  }

  lookup(name: string, type: string) {
    return this.aws.route53.lookup(name, type);
  }
}

export function set(Name: string, Type: RRType, values: readonly string[], TTL = 300): ResourceRecordSet {
  return { Name, Type, TTL, ResourceRecords: values.map((Value) => ({ Value })) };
}

const changing = (Action: Change['Action']) => (...args: Parameters<typeof set>): Change => ({ Action, ResourceRecordSet: set(...args) });

export const create = changing('CREATE');
export const upsert = changing('UPSERT');
export const remove = changing('DELETE');
