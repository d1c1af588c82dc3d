import type { Call } from './calls';
import { Attempts } from '../../../../lambda/aws/attempts';
import { HostedZone } from '../../../../lambda/aws/hosted-zone';
import { SecretKeys } from '../../../../lambda/aws/secret-keys';
import { SesIdentities } from '../../../../lambda/aws/ses-identities';
import { Stack } from '../../../../lambda/aws/stack';
import { Refused } from '../../../../lambda/ports';

const explained = new Map<string, Refused>();

/** What the adapter of a call makes of an error of AWS, if it helps no more to try again: people read these words. */
export async function explain(call: Call, error: Error): Promise<Refused> {
  const args = JSON.stringify(call.args, (name, value) => (name === 'versionId' ? undefined : value)); // it is random, and no message has it
  const text = `${call.service} ${call.at} ${call.operation} ${args} ${error.name}`;
  const known = explained.get(text) ?? await explanationOf(call, error);
  explained.set(text, known);
  return known;
}

async function explanationOf(call: Call, error: Error): Promise<Refused> {
  const adapter = adapterOf(call, error) as Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;
  try {
    await adapter[call.operation](...call.args);
  } catch (thrown) {
    return thrown instanceof Refused ? thrown : new Refused((thrown as Error).message, 'other');
  }
  throw new Error(`the adapter made nothing of ${error.name} in ${call.service} ${call.operation}`);
}

/** With a client that is always answered by an error, and no time to try again. */
function adapterOf({ service, at }: Call, error: Error): object {
  const client = { send: () => Promise.reject(error) } as never;
  const attempts = new Attempts(() => 1_000_000);
  attempts.begin(-1);
  switch (service) {
    case 'SES':
      return new SesIdentities({ client, attempts, region: at, identityArn: (domainName) => `identity/${domainName}`, privateKey: async () => 'a key' });
    case 'Route 53':
      return new HostedZone(client, attempts, at);
    case 'Secrets Manager':
      return new SecretKeys(client, attempts);
    case 'CloudFormation':
      return new Stack(client, attempts, at);
    case 'DNS':
      throw new Error('DNS has no errors');
  }
}
