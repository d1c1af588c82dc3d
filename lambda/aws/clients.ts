import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient } from '@aws-sdk/client-ses';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { defaultProvider } from './environment-credentials';

export type CredentialProvider = () => Promise<AwsCredentialIdentity>;

/**
 * No call may last long: a server that never answers would use up the function's time. `Attempts` tries again, and knows which call
 * may be repeated, so the SDK does not. An answer has ten seconds: the SDK begins to count the socket's seconds without activity
 * when three have passed.
 */
const CALLS = { maxAttempts: 1, requestHandler: { connectionTimeout: 3_000, socketTimeout: 7_000 } } as const;

/** The SDK's clients: one for each service, Region and role. */
export class Clients {
  private readonly made = new Map<string, unknown>();

  constructor(readonly region: string) {}

  cloudFormation(): CloudFormationClient {
    return this.once('cloudformation', () => new CloudFormationClient(this.configuration()));
  }

  secretsManager(): SecretsManagerClient {
    return this.once('secretsmanager', () => new SecretsManagerClient(this.configuration()));
  }

  ses(): SESClient {
    return this.once('ses', () => new SESClient(this.configuration()));
  }

  sesV2(region: string): SESv2Client {
    return this.once(`sesv2 ${region}`, () => new SESv2Client({ ...this.configuration(), region }));
  }

  sts(region: string): STSClient {
    return this.once(`sts ${region}`, () => new STSClient({ ...this.configuration(), region }));
  }

  /** With a role it keeps the role's credentials as long as they last. */
  route53(role?: { readonly session: string; readonly credentials: CredentialProvider }): Route53Client {
    const configuration = this.configuration();
    return this.once(`route53 ${role?.session}`, () => new Route53Client({ ...configuration, credentials: role?.credentials ?? configuration.credentials }));
  }

  private configuration() {
    return { ...CALLS, region: this.region, credentials: defaultProvider() };
  }

  private once<T>(what: string, make: () => T): T {
    const client = this.made.get(what) as T | undefined ?? make();
    this.made.set(what, client);
    return client;
  }
}
