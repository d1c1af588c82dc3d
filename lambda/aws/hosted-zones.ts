import {
  type Change, ChangeResourceRecordSetsCommand, ListResourceRecordSetsCommand, type ResourceRecordSet, type Route53Client,
  waitUntilResourceRecordSetsChanged,
} from '@aws-sdk/client-route-53';

/** Most changes are on all name servers within a minute [DOC GetChange]; longer than this is a fault of Route 53. */
const LONGEST_PROPAGATION_SECONDS = 600;
/** Each question is one of the account's ten requests a second, and many records are written together. [DOC Route 53 throttling] */
const PAUSE_SECONDS = { minDelay: 2, maxDelay: 20 };

/** The records of one hosted zone, as far as we use them. */
export class HostedZone {
  constructor(private readonly client: Route53Client, private readonly id: string) {}

  /** Every record set of a name, of whatever type. */
  async recordsAt(name: string): Promise<ResourceRecordSet[]> {
    const wanted = normalized(name);
    const { ResourceRecordSets = [] } = await this.client.send(new ListResourceRecordSetsCommand({
      HostedZoneId: this.id, StartRecordName: name,
    }));
    return ResourceRecordSets.filter((set) => normalized(set.Name!) === wanted);
  }

  /** All of the changes or none of them; resolves when every name server of the zone answers so. */
  async change(changes: Change[]): Promise<void> {
    const { ChangeInfo } = await this.client.send(new ChangeResourceRecordSetsCommand({
      HostedZoneId: this.id, ChangeBatch: { Changes: changes, Comment: 'cdk-ses-dkim' },
    }));
    await waitUntilResourceRecordSetsChanged(
      { client: this.client, maxWaitTime: LONGEST_PROPAGATION_SECONDS, ...PAUSE_SECONDS }, { Id: ChangeInfo!.Id },
    );
  }
}

function normalized(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
