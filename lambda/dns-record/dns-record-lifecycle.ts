import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { checkInherited, type Dns } from './inherited-dmarc';
import { described, isAsWritten, publishes, recordSetOf } from './published-value';
import { isAfterFound, isIdOf, recordId, wasFound } from './record-id';
import { decodeDnsRecord, type DnsRecordRequest } from '../../src/contract/dns-record';
import type { HostedZone } from '../aws/hosted-zones';
import type { LiveIdentity, SesIdentities } from '../aws/ses-identities';
import type { Stacks } from '../aws/stacks';
import type { Answer, Lifecycle, Origin } from '../custom-resources/lifecycle';
import { log } from '../custom-resources/log';
import { willStay } from '../domain-identity/ownership';

type Wanted = DnsRecordRequest;

/** `Custom::DnsRecord`: reads what a zone has, compares it with what is wanted, and writes only what is missing or ours. */
export class DnsRecordLifecycle implements Lifecycle<Wanted, never> {
  readonly decode = decodeDnsRecord;

  constructor(
    private readonly zones: (request: Wanted) => HostedZone,
    private readonly identities: SesIdentities,
    private readonly stacks: Stacks,
    private readonly dns: Dns,
  ) {}

  async create(wanted: Wanted, origin: Origin): Promise<Answer<never>> {
    return answer(recordId(wanted, { found: await this.establish(wanted, origin) }));
  }

  async update(wanted: Wanted, previous: Wanted, origin: Origin): Promise<Answer<never>> {
    const { physicalId = recordId(previous) } = origin;
    if (isIdOf(physicalId, wanted)) {
      await this.reconcile(wanted, previous, origin);
      return answer(physicalId);
    }
    // The former one gets its own Delete; or it gets none, and this is the way back to it.
    if (await this.stacks.isRollingBack(origin.stackId)) {
      await this.reconcile(wanted, wanted, origin);
      return answer(recordId(wanted, { found: isAfterFound(physicalId) }));
    }
    return answer(recordId(wanted, { found: await this.establish(wanted, origin), afterFound: wasFound(physicalId) }));
  }

  /** Makes a record that this resource does not have yet; answers whether it was there. */
  private async establish(wanted: Wanted, origin: Origin): Promise<boolean> {
    const zone = this.zones(wanted);
    const sets = await this.obstacles(zone, wanted);
    if (sets.length === 0) {
      await checkInherited(this.dns, wanted);
      await zone.change([{ Action: 'CREATE', ResourceRecordSet: recordSetOf(wanted) }]);
      return false;
    }
    checkAcceptable(sets, wanted);
    checkAccepts(sets[0], wanted);
    // CloudFormation names a record set by its name. [DOC AWS::Route53::RecordSet, Ref]
    if (await this.stacks.has(origin.stackId, 'AWS::Route53::RecordSet', wanted.name)) {
      throw new Error(`this stack has the record ${wanted.name} as an AWS::Route53::RecordSet, which CloudFormation would remove when it leaves `
        + 'the template: give that a retaining removal policy and deploy, take it out and deploy, and only then deploy this');
    }
    log.info('accepted a record that was there', { name: wanted.name });
    return true;
  }

  /** Writes what is missing or differs from what we wrote, and leaves all else. */
  private async reconcile(wanted: Wanted, previous: Wanted, origin: Origin): Promise<void> {
    const zone = this.zones(wanted);
    const sets = await this.obstacles(zone, wanted);
    const [set] = sets;
    const isOurs = !wasFound(origin.physicalId) && sets.length === 1 && isAsWritten(set, previous);
    if (set && (!isOurs || isAsWritten(set, wanted))) {
      return this.tolerantInRollback(origin, async () => checkAcceptable(sets, wanted));
    }
    await this.tolerantInRollback(origin, () => checkInherited(this.dns, wanted));
    // One batch: it fails as a whole if the record is no longer the one that was read.
    await zone.change([
      ...set ? [{ Action: 'DELETE', ResourceRecordSet: set } as const] : [],
      { Action: 'CREATE', ResourceRecordSet: recordSetOf(wanted) },
    ]);
  }

  async delete(wanted: Wanted, origin: Origin): Promise<void> {
    const kept = await this.reasonToKeep(wanted, origin);
    if (kept) {
      log.info('left the record alone', { name: wanted.name, reason: kept });
    }
  }

  /** Removes the record unless there is a reason not to. */
  private async reasonToKeep(wanted: Wanted, origin: Origin): Promise<string | undefined> {
    if (wasFound(origin.physicalId)) {
      return 'it was there before';
    }
    const zone = this.zones(wanted);
    const sets = await this.obstacles(zone, wanted).catch(ifZoneIsGone);
    const set = sets?.find((candidate) => isAsWritten(candidate, wanted));
    if (!set) {
      return 'it is gone, or says something else now';
    }
    if (await this.isNeeded(wanted, origin)) {
      return 'the identity stays, and uses it';
    }
    await zone.change([{ Action: 'DELETE', ResourceRecordSet: set }]);
    return undefined;
  }

  private async isNeeded(wanted: Wanted, origin: Origin): Promise<boolean> {
    const live = await this.identities.observe(wanted.domainName);
    return live !== undefined && isUsed(wanted, live) && (wanted.identityIsRetained || willStay(live, origin));
  }

  /** What is at the name already and cannot be beside the record: of its own type, or a CNAME, which is alone (RFC 1034 section 3.6.2). */
  private async obstacles(zone: HostedZone, { name, recordType }: Wanted): Promise<ResourceRecordSet[]> {
    const sets = await zone.recordsAt(name);
    return sets.filter(({ Type }) => Type === recordType || Type === 'CNAME' || recordType === 'CNAME');
  }

  private async tolerantInRollback({ stackId }: Origin, check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (error) {
      if (!await this.stacks.isRollingBack(stackId)) {
        throw error;
      }
      log.warn('tolerated, for the stack is rolling back', { error: (error as Error).message });
    }
  }
}

/** Whether an identity uses a record as it is now. Nothing of SES needs a DMARC record: it stays where all is to stay. */
function isUsed({ purpose, domainName, name, identityIsRetained }: Wanted, { dkim, mailFrom }: LiveIdentity): boolean {
  switch (purpose) {
    case 'DKIM':
      return dkim.tokens.some((token) => `${token}._domainkey.${domainName}`.toLowerCase() === name.toLowerCase());
    case 'MAIL_FROM':
      return mailFrom?.domainName === name;
    case 'DMARC':
      return identityIsRetained;
  }
}

function checkAccepts(set: ResourceRecordSet, { existingRecords, hostedZoneId, name }: Wanted): void {
  if (existingRecords === 'FAIL') {
    throw new Error(`the hosted zone ${hostedZoneId} has a record at ${name} already: ${described(set)}; it is as it should be: `
      + 'accept it with `existingRecords: ExistingRecords.ACCEPT`, or remove it if it is nobody\'s');
  }
}

function checkAcceptable(sets: readonly ResourceRecordSet[], wanted: Wanted): void {
  if (sets.length !== 1 || !publishes(sets[0], wanted)) {
    throw new Error(`the hosted zone ${wanted.hostedZoneId} has something else at ${wanted.name}: found ${sets.map(described).join('; ')}, wanted `
      + `${described(recordSetOf(wanted))}; ${nextStep(wanted)}`);
  }
}

function nextStep({ purpose, recordType }: Wanted): string {
  switch (purpose) {
    case 'DKIM':
      return 'remove or correct it if it is nobody\'s, or take another selector';
    case 'MAIL_FROM':
      return recordType === 'MX'
        ? 'SES takes a MAIL FROM domain with one MX record only, that of its Region: take another `mailFrom.subdomain` for each Region, and '
          + 'none that receives mail'
        : 'it is not merged, for a name has one SPF record: take another `mailFrom.subdomain`, or make the record let SES send';
    case 'DMARC':
      return 'it is never overwritten: change it by hand, or ask in `dmarc` for no more than it says';
  }
}

function answer(physicalId: string): Answer<never> {
  return { physicalId, attributes: {} };
}

function ifZoneIsGone(error: Error): undefined {
  if (error.name !== 'NoSuchHostedZone') {
    throw error;
  }
  return undefined;
}
