import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';

/** SES takes one call a second, and other programs of the account make some too. [DOC SES quotas] */
const PATIENT = { maxAttempts: 10 } as const;

/** The SDK's clients, with the credentials and the endpoint of the shell. */
export class Clients {
  /** The Region of the shell. Undefined if there is none. */
  static async region(): Promise<string | undefined> {
    return new STSClient({}).config.region().catch(() => undefined);
  }

  private readonly made = new Map<string, unknown>();

  readonly cloudFormation = (region: string) => this.once('cloudformation', region, CloudFormationClient);
  readonly logs = (region: string) => this.once('logs', region, CloudWatchLogsClient);
  readonly lambda = (region: string) => this.once('lambda', region, LambdaClient);
  readonly secrets = (region: string) => this.once('secrets', region, SecretsManagerClient);
  readonly ses = (region: string) => this.once('ses', region, SESv2Client);
  readonly ssm = (region: string) => this.once('ssm', region, SSMClient);
  readonly sts = (region: string) => this.once('sts', region, STSClient);
  readonly iam = (region: string) => this.once('iam', region, IAMClient);
  readonly route53 = (region: string) => this.once('route53', region, Route53Client);

  private once<T>(name: string, region: string, Client: new (config: { readonly region: string; readonly maxAttempts: number }) => T): T {
    const key = `${name} ${region}`;
    const client = this.made.get(key) as T | undefined ?? new Client({ region, ...PATIENT });
    this.made.set(key, client);
    return client;
  }
}

/** Undefined if the service says by one of these errors that there is no such thing. */
export async function unlessAbsent<T>(call: Promise<T>, ...errors: string[]): Promise<T | undefined> {
  return call.catch((error: Error) => {
    if (errors.includes(error.name)) {
      return undefined;
    }
    throw error;
  });
}
