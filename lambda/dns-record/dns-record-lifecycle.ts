import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { explained, type RecordsZone } from './explanation';
import { checkInherited, type Dns } from './inherited-dmarc';
import { described, isAsWritten, publishes, recordSetOf } from './published-value';
import { isAt, pastOf, recordId, wasFound } from './record-id';
import { decodeDnsRecord, type DnsRecordRequest } from '../../src/contract/dns-record';
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
    private readonly zones: (request: Wanted) => RecordsZone,
    private readonly identities: SesIdentities,
    private readonly stacks: Stacks,
    private readonly dns: Dns,
  ) {}

  async create(wanted: Wanted, origin: Origin): Promise<Answer<never>> {
    return answer(recordId(wanted, [await this.establish(wanted, origin)]));
  }

  async update(wanted: Wanted, previous: Wanted, origin: Origin): Promise<Answer<never>> {
    const { physicalId = recordId(previous, []) } = origin;
    if (isAt(physicalId, wanted)) {
      await this.reconcile(wanted, previous, origin);
      return answer(physicalId);
    }
    const past = pastOf(physicalId);
    if (!await this.stacks.isRollingBack(origin.stackId)) {
      return answer(recordId(wanted, [...past, await this.establish(wanted, origin)])); // the former one gets its own Delete
    }
    // The way back to the former one, by its id to the letter: it is still there, and gets no Delete.
    const former = recordId(wanted, past.slice(0, -1));
    await this.reconcile(wanted, wanted, { ...origin, physicalId: former });
    return answer(former);
  }

  /** Makes a record that this resource does not have yet, unless it was there. */
  private async establish(wanted: Wanted, origin: Origin): Promise<'made' | 'found'> {
    const zone = this.zone(wanted);
    const sets = await this.obstacles(zone, wanted);
    if (sets.length === 0) {
      await checkInherited(this.dns, wanted);
      await zone.change([{ Action: 'CREATE', ResourceRecordSet: recordSetOf(wanted) }]);
      return 'made';
    }
    checkAcceptable(sets, wanted);
    checkAccepts(sets[0], wanted);
    // CloudFormation names a record set by its name [DOC AWS::Route53::RecordSet, Ref], and has none in another account.
    if (!isElsewhere(wanted) && await this.stacks.has(origin.stackId, 'AWS::Route53::RecordSet', wanted.name)) {
      throw new Error(`this stack has the record ${wanted.name} as an AWS::Route53::RecordSet, which CloudFormation would remove when it leaves `
        + 'the template: give that a retaining removal policy and deploy, take it out and deploy, and only then deploy this');
    }
    log.info('accepted a record that was there', { name: wanted.name });
    return 'found';
  }

  /** Writes what is missing or differs from what we wrote, and leaves all else. */
  private async reconcile(wanted: Wanted, previous: Wanted, origin: Origin): Promise<void> {
    const zone = this.zone(wanted);
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
    const zone = this.zone(wanted);
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

  private zone(wanted: Wanted): RecordsZone {
    return explained(this.zones(wanted), wanted);
  }

  /** What is at the name already and cannot be beside the record: of its own type, or a CNAME, which is alone (RFC 1034 section 3.6.2). */
  private async obstacles(zone: RecordsZone, { name, recordType }: Wanted): Promise<ResourceRecordSet[]> {
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

/** Whether the zone is in an account that the stack is not in. */
function isElsewhere({ roleArn, zoneRoleArn = roleArn }: Wanted): boolean {
  const account = (arn: string) => arn.split(':')[4];
  return account(zoneRoleArn) !== account(roleArn);
}

function answer(physicalId: string): Answer<never> {
  return { physicalId, attributes: {} };
}

function ifZoneIsGone(error: Error): undefined {
  if ((error.cause as Error).name !== 'NoSuchHostedZone') {
    throw error;
  }
  return undefined;
}
