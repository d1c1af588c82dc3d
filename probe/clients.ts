import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { STSClient } from '@aws-sdk/client-sts';
import type { Clock } from './clock';
import type { Notebook } from './notebook';

/** SES takes one call a second; a little more than a second apart they are never too many. */
export const SES_PAUSE_MS = 1_100;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Next = (args: unknown) => Promise<unknown>;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the middlewares of all clients are alike, and their types are not
type AnyClient = { readonly middlewareStack: { add: (middleware: any, options: any) => void } };

/** Clients of the SDK that find credentials, Region and endpoint as every program does, and note what they are answered. */
export class Clients {
  private lastSesCall = -Infinity;
  private readonly known = new Map<string, unknown>();

  constructor(readonly region: string, private readonly clock: Clock, private readonly notebook: Notebook) {}

  /** Makes each call when SES has time for it, and again if it was too early. */
  ses(region = this.region): SESv2Client {
    return this.client(`ses ${region}`, () => {
      const client = this.noted(new SESv2Client({ region, maxAttempts: 1 }));
      this.middleware(client, (call) => this.inTime(call));
      return client;
    });
  }

  /** Makes each call at once. */
  hastySes(credentials?: Credentials): SESv2Client {
    return this.noted(new SESv2Client({ region: this.region, maxAttempts: 1, ...credentials && { credentials } }));
  }

  get route53(): Route53Client {
    return this.client('route53', () => this.noted(new Route53Client({ region: this.region, maxAttempts: 1 })));
  }

  get cloudFormation(): CloudFormationClient {
    return this.client('cloudformation', () => this.noted(new CloudFormationClient({ region: this.region })));
  }

  get sts(): STSClient {
    return this.client('sts', () => this.noted(new STSClient({ region: this.region, maxAttempts: 1 })));
  }

  secrets(region = this.region): SecretsManagerClient {
    return this.client(`secrets ${region}`, () => this.noted(new SecretsManagerClient({ region, maxAttempts: 1 })));
  }

  private client<Client>(name: string, make: () => Client): Client {
    const client = this.known.get(name) ?? make();
    this.known.set(name, client);
    return client as Client;
  }

  private noted<Client extends AnyClient>(client: Client): Client {
    this.middleware(client, async (call, name) => {
      try {
        const result = await call();
        this.notebook.answered(name, (result as { readonly output: unknown }).output);
        return result;
      } catch (error) {
        this.notebook.refused(name, error as Error);
        throw error;
      }
    });
    return client;
  }

  private middleware(client: AnyClient, around: (call: () => Promise<unknown>, name: string) => Promise<unknown>): void {
    client.middlewareStack.add(
      (next: Next, { commandName }: { readonly commandName: string }) => (args: unknown) => around(() => next(args), commandName),
      { step: 'initialize', priority: 'high' },
    );
  }

  private async inTime(call: () => Promise<unknown>): Promise<unknown> {
    for (;;) {
      const wait = this.lastSesCall + SES_PAUSE_MS - this.clock.now().getTime();
      if (wait > 0) {
        await this.clock.sleep(wait);
      }
      this.lastSesCall = this.clock.now().getTime();
      try {
        return await call();
      } catch (error) {
        if ((error as Error).name !== 'TooManyRequestsException') {
          throw error;
        }
      }
    }
  }
}
