import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Attempts } from './attempts';
import type { CredentialProvider } from './clients';
import { refused } from './explanation';

/** [DOC AssumeRole: RoleSessionName] */
const LONGEST_SESSION_NAME = 64;

/**
 * The Regions of `aws` that every account has: those from before March 2019. None is added. In all others an account
 * has to opt in, and STS there refuses roles of accounts that did not. [DOC AWS General Reference, "Managing Regions"]
 */
const ON_EVERYWHERE = new Set([
  'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1',
  'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3',
]);

/** Regions of the partitions where no Region is opt-in. */
const OF_OTHER_PARTITION = /^(cn-|us-gov-|us-iso|eu-isoe-|eusc-)/;

/** A Region whose STS can be asked for a role of any account. */
export function regionOfSts(region: string): string {
  return ON_EVERYWHERE.has(region) || OF_OTHER_PARTITION.test(region) ? region : 'us-east-1';
}

/** The roles of other accounts. */
export class Roles {
  constructor(private readonly client: (region: string) => STSClient, private readonly attempts: Attempts, private readonly region: string) {}

  /** For a client of the SDK, which asks again when they expire. The role's trust policy knows the session's name. */
  credentials(roleArn: string, sessionName: string): CredentialProvider {
    const region = regionOfSts(this.region);
    const explain = (error: Error) => refused(error, {
      what: `assume the role ${roleArn} for ${sessionName}`,
      next: {
        AccessDenied: 'the role may not exist yet, or was just made; it has to trust this account for this session name, and both this function\'s '
          + 'policies and the service control policies of both accounts have to allow sts:AssumeRole; deploy the role\'s stack, and then this one again',
        RegionDisabledException: `let the account of the role use ${region}`,
      },
    });
    return async () => {
      const { Credentials } = await this.attempts.repeat({ explain }, () => (
        this.client(region).send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName.slice(0, LONGEST_SESSION_NAME) }))
      ));
      return {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken,
        expiration: Credentials!.Expiration,
      };
    };
  }
}
