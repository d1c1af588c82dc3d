import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { explained, type RecordsZone } from './explanation';
import { described, publishes, recordSetOf } from './published-value';
import { isAt, isSamePlace, pastOf, recordId, wasFound } from './record-id';
import { decodeDnsRecord, type DnsRecordRequest } from '../../src/contract/dns-record';
import type { SesIdentities } from '../aws/ses-identities';
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
  ) {}

  async create(wanted: Wanted, origin: Origin): Promise<Answer<never>> {
    return answer(recordId(wanted, [await this.makeOrAccept(wanted, origin)]));
  }

  async update(wanted: Wanted, previous: Wanted, origin: Origin): Promise<Answer<never>> {
    if (!isSamePlace(wanted, previous)) {
      return this.replace(wanted, origin);
    }
    const zone = this.zone(wanted);
    const sets = await this.obstacles(zone, wanted);
    const [set] = sets;
    if (!set) {
      await zone.change([{ Action: 'CREATE', ResourceRecordSet: recordSetOf(wanted) }]);
    } else if (sets.length === 1 && publishes(set, previous) && !publishes(set, wanted)) {
      // One batch: it fails as a whole if the record is no longer the one that was read.
      await zone.change([{ Action: 'DELETE', ResourceRecordSet: set }, { Action: 'CREATE', ResourceRecordSet: recordSetOf(wanted) }]);
    } else {
      await this.tolerantInRollback(origin, () => checkAcceptable(sets, wanted));
    }
    return answer(origin.physicalId ?? recordId(wanted, []));
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
    const set = sets?.find((candidate) => publishes(candidate, wanted));
    if (!set) {
      return 'it is gone, or says something else now';
    }
    if (await this.isSignedWith(wanted, origin)) {
      return 'the identity stays, and signs with it';
    }
    await zone.change([{ Action: 'DELETE', ResourceRecordSet: set }]);
    return undefined;
  }

  private async isSignedWith({ domainName, name, identityIsRetained }: Wanted, origin: Origin): Promise<boolean> {
    const live = await this.identities.observe(domainName);
    return live !== undefined
      && live.dkim.tokens.some((token) => `${token}._domainkey.${domainName}`.toLowerCase() === name.toLowerCase())
      && (identityIsRetained || willStay(live, origin));
  }

  private async makeOrAccept(wanted: Wanted, origin: Origin): Promise<'made' | 'found'> {
    const zone = this.zone(wanted);
    const sets = await this.obstacles(zone, wanted);
    if (sets.length === 0) {
      await zone.change([{ Action: 'CREATE', ResourceRecordSet: recordSetOf(wanted) }]);
      return 'made';
    }
    checkAcceptable(sets, wanted);
    if (wanted.existing === 'FAIL') {
      throw new Error(`the hosted zone ${wanted.hostedZoneId} has the record ${wanted.recordType} ${wanted.name} already, and it says the right thing: `
        + 'accept it with ExistingRecords.ACCEPT, or remove it if it is nobody\'s');
    }
    // CloudFormation names a record set by its name [DOC AWS::Route53::RecordSet, Ref], and has none in another account.
    if (!isElsewhere(wanted) && await this.stacks.has(origin.stackId, 'AWS::Route53::RecordSet', wanted.name)) {
      throw new Error(`this stack has the record ${wanted.name} as an AWS::Route53::RecordSet, which CloudFormation would remove when it leaves `
        + 'the template: give that a retaining removal policy and deploy, take it out and deploy, and only then deploy this');
    }
    log.info('accepted a record that was there', { name: wanted.name });
    return 'found';
  }

  /** The former record gets its own Delete; in a rollback the one that was made since does. */
  private async replace(wanted: Wanted, origin: Origin): Promise<Answer<never>> {
    const past = pastOf(origin.physicalId);
    if (!await this.stacks.isRollingBack(origin.stackId)) {
      return answer(recordId(wanted, [...past, await this.makeOrAccept(wanted, origin)]));
    }
    if (isAt(origin.physicalId, wanted)) {
      return answer(origin.physicalId!); // it had not been replaced
    }
    const zone = this.zone(wanted);
    if ((await this.obstacles(zone, wanted)).length === 0) {
      await zone.change([{ Action: 'CREATE', ResourceRecordSet: recordSetOf(wanted) }]);
    }
    return answer(recordId(wanted, past.slice(0, -1)));
  }

  private zone(wanted: Wanted): RecordsZone {
    return explained(this.zones(wanted), wanted);
  }

  /** What is at the name already and cannot be beside the record: of its own type, or a CNAME, which is alone (RFC 1034 section 3.6.2). */
  private async obstacles(zone: RecordsZone, { name, recordType }: Wanted): Promise<ResourceRecordSet[]> {
    const sets = await zone.recordsAt(name);
    return sets.filter(({ Type }) => Type === recordType || Type === 'CNAME' || recordType === 'CNAME');
  }

  private async tolerantInRollback({ stackId }: Origin, check: () => void): Promise<void> {
    try {
      check();
    } catch (error) {
      if (!await this.stacks.isRollingBack(stackId)) {
        throw error;
      }
      log.warn('left a record as it is, for the stack is rolling back', { error: (error as Error).message });
    }
  }
}

function checkAcceptable(sets: readonly ResourceRecordSet[], wanted: Wanted): void {
  if (sets.length !== 1 || !publishes(sets[0], wanted)) {
    throw new Error(`the hosted zone ${wanted.hostedZoneId} has something else at ${wanted.name}: found ${sets.map(described).join('; ')}, wanted `
      + `${described(recordSetOf(wanted))}; remove or correct it if it is nobody's, or take another selector`);
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
