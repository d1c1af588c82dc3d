import { Duration } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';
import { grantSeeVerification } from './permissions';
import { TypedResource } from './typed-resource';
import { VerificationWaiter } from './verification-waiter';
import type { Signing } from '../contract/ses-domain-identity';
import { encodeSesVerification, identifySigning, SES_VERIFICATION_TYPE, SesVerificationAttribute } from '../contract/ses-verification';
import type { DnsRecord } from '../dns/dns-record';

interface VerificationProps {
  readonly domainName: string;
  readonly signing: Signing;
  /** The records that SES looks for. */
  readonly records: readonly DnsRecord[];
  readonly wait: Duration;
  /** The identity, and all that it needs to be verified. */
  readonly after: readonly IDependable[];
}

const LONGEST_WAIT = Duration.hours(1); // CloudFormation's limit for a custom resource

/** Refuses a wait that cannot be. Tokens pass. */
export function checkWait(wait: Duration): void {
  if (wait.isUnresolved()) {
    return;
  }
  const seconds = wait.toMilliseconds() / 1000;
  if (seconds <= 0 || seconds > LONGEST_WAIT.toSeconds() || !Number.isInteger(seconds)) {
    throw new Error(`\`waitForVerification\` must be whole seconds, more than none and at most one hour, got ${wait.toHumanString()}`);
  }
}

/** A resource that is there when SES has verified the domain. */
export class Verification extends TypedResource<SesVerificationAttribute> {
  constructor(scope: Construct, { domainName, signing, records, wait, after }: VerificationProps) {
    const waiter = VerificationWaiter.of(scope);
    super(scope, 'Verification', {
      handler: waiter,
      resourceType: SES_VERIFICATION_TYPE,
      properties: encodeSesVerification({
        domainName,
        signing: identifySigning(signing),
        records: records.flatMap(({ name, recordType, values }) => values.map((value) => ({ name, recordType, value }))),
        waitSeconds: wait.toSeconds(),
      }),
    });
    this.node.addDependency(...after, waiter.granted);
    grantSeeVerification(scope, waiter.role, domainName).applyBefore(this);
  }
}
