import { ListResourceRecordSetsCommand, type ListResourceRecordSetsResponse, type Route53Client } from '@aws-sdk/client-route-53';
import type { PublicRecord, Zone } from '../ports';

export class AwsZone implements Zone {
  constructor(private readonly client: Route53Client, private readonly hostedZoneId: string) {}

  /** Route 53 lists a name and all below it one after the other. [DOC ListResourceRecordSets: sort order by reversed labels] */
  async records(domainName: string): Promise<PublicRecord[]> {
    const records: PublicRecord[] = [];
    let page: Partial<ListResourceRecordSetsResponse> = { NextRecordName: domainName };
    do {
      page = await this.client.send(new ListResourceRecordSetsCommand({
        HostedZoneId: this.hostedZoneId, StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType,
      }));
      const all = page.ResourceRecordSets!.map(({ Name, Type }): PublicRecord => ({ name: Name!.replace(/\.$/, ''), type: Type! }));
      const within = all.filter(({ name }) => name === domainName || name.endsWith(`.${domainName}`));
      records.push(...within);
      if (within.length < all.length) {
        break;
      }
    } while (page.IsTruncated);
    return records;
  }
}
