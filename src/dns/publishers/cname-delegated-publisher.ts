import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { Construct, IDependable } from 'constructs';
import { checkPublic, isRetained, outputRecords, type PublicationContext, type RecordPublisher } from './record-publisher';
import type { Signing } from '../../contract/ses-domain-identity';
import type { KeyRecordsDestination } from '../../private/bound-dkim-key';
import { checkSelectors, delegationTo } from '../../private/cname-delegation';
import { RecordWriter } from '../../private/record-writer';
import type { CnameDelegationOptions } from '../cname-delegation-options';
import type { PublishedRecord } from '../published-record';

/** Keys are published in a zone of ours; the domain's own DNS is somebody else's. */
export class CnameDelegatedPublisher implements RecordPublisher {
  private readonly selectors: readonly string[];

  constructor(private readonly zone: IHostedZone, private readonly options: CnameDelegationOptions) {
    this.selectors = checkSelectors(options.selectors);
  }

  check(domainName: string): void {
    checkPublic(this.zone);
    delegationTo(this.zone.zoneName, domainName, this.selectors);
  }

  checkSigning(signing: Signing): void {
    if (signing.mode === 'EASY_DKIM' || signing.mode === 'BYODKIM' || (signing.mode === 'ROTATED_BYODKIM' && signing.fields)) {
      throw new Error('`DomainDns.delegatedByCname` is for `Dkim.byoDkim` with `DkimKey.generate()` and `rotation`, whose keys have its two selectors '
        + 'in turns: use `DomainDns.manual()` for another way of signing');
    }
  }

  /** Only what the keys' own resource publishes: the rest is the domain's owner's. */
  publish(_identity: Construct, records: PublishedRecord[]): IDependable[] {
    return records.flatMap(({ published }) => published ?? []);
  }

  announce(identity: Construct, records: PublishedRecord[]): void {
    outputRecords(identity, records, this.options.output);
  }

  destination(identity: Construct, context: PublicationContext): KeyRecordsDestination {
    const delegation = delegationTo(this.zone.zoneName, context.domainName, this.selectors);
    const writer = RecordWriter.of(identity, { ...context, zone: this.zone, recordsDomain: delegation.recordsDomain });
    return { ...writer.destination, identityIsRetained: isRetained(context), delegation };
  }
}
