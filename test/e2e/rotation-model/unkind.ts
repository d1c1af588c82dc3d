import type { World } from '../world';

const SECOND = 1_000;

/** AWS at its slowest, all the time. (SES's limit of one call a second is an option of the engine.) */
export function unkind({ aws }: World): void {
  aws.iam.propagationMs = 60 * SECOND;
  aws.ses.assume({ readLagMs: 20 * SECOND, existenceLagMs: 10 * SECOND, tagLagMs: 10 * SECOND });
  aws.secretsManager.readLagMs = 10 * SECOND;
  aws.route53.staggered = true;
  aws.route53.throttles = true;
  aws.route53.processingMs = 400;
  aws.route53.waitsForInsync = false;
  aws.route53.dns.recursors.functions.keeps = 'absences';
  aws.route53.dns.recursors.others.keeps = 'absences';
}
