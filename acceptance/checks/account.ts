import { GetAccountCommand } from '@aws-sdk/client-sesv2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { Clients } from '../aws';
import type { Subject } from '../journal';
import type { Ports } from '../ports';
import { domainOf, stackOf } from '../scenarios';

/** [SDK aws-cdk-lib, DefaultStackSynthesizer: MIN_BOOTSTRAP_STACK_VERSION] */
const LEAST_BOOTSTRAP = 6;
const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version';

/** What to do if the CDK CLI cannot deploy in a Region. */
export async function bootstrapProblem(clients: Clients, { account }: Pick<Subject, 'account'>, region: string): Promise<string | undefined> {
  const advice = `run: npx cdk bootstrap aws://${account}/${region}`;
  try {
    const { Parameter } = await clients.ssm(region).send(new GetParameterCommand({ Name: BOOTSTRAP }));
    return Number(Parameter?.Value) >= LEAST_BOOTSTRAP ? undefined : `the CDK bootstrap of ${region} has version ${Parameter?.Value}, and ${LEAST_BOOTSTRAP} is needed: ${advice}`;
  } catch (error) {
    if ((error as Error).name === 'ParameterNotFound') {
      return `the CDK has no bootstrap in ${region}: ${advice}`;
    }
    throw error;
  }
}

/** What to do if SES sends no mail to the address. */
export async function sendingProblem(clients: Clients, ports: Pick<Ports, 'identities'>, region: string, to: string): Promise<string | undefined> {
  const { SendingEnabled, ProductionAccessEnabled } = await clients.ses(region).send(new GetAccountCommand({}));
  if (!SendingEnabled) {
    return `SES sends no mail for this account in ${region}: see its account dashboard`;
  }
  // In the sandbox mail goes to verified addresses and domains, and to the mailbox simulator. [DOC request production access]
  if (ProductionAccessEnabled || to.endsWith('@simulator.amazonses.com')) {
    return undefined;
  }
  for (const identity of [to, to.split('@')[1]]) {
    if ((await ports.identities.find(region, identity))?.maySend) {
      return undefined;
    }
  }
  return `the account is in the sandbox of SES in ${region}, and ${to} is not verified there: verify it, or leave out --to`;
}

/** What has the names that a new run wants. */
export async function namesInUse(subject: Subject, ports: Pick<Ports, 'identities' | 'stacks' | 'zone'>): Promise<string | undefined> {
  const used: string[] = [];
  for (const scenario of subject.scenarios) {
    const domainName = domainOf(subject, scenario);
    for (const region of [subject.region, subject.secondRegion].filter((one) => one !== undefined)) {
      const stack = stackOf(subject, scenario, region);
      if (await ports.identities.find(region, domainName)) {
        used.push(`identity ${domainName} in ${region}`);
      }
      if (await ports.stacks.find(stack)) {
        used.push(`stack ${stack.name} in ${region}`);
      }
    }
    used.push(...(await ports.zone.records(domainName)).map((record) => `record ${record.type} ${record.name}`));
  }
  return used.length === 0 ? undefined : `these are there already, and not of this program: ${used.join(', ')}. Try another --domain`;
}
