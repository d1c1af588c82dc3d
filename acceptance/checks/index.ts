import { randomBytes } from 'node:crypto';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { bootstrapProblem, namesInUse, sendingProblem } from './account';
import { checked, type Finding } from './check';
import { delegationProblem, zoneOf } from './zone';
import type { Arguments } from '../arguments';
import { Clients } from '../aws';
import type { Subject } from '../journal';
import type { Ports } from '../ports';

export type { Finding } from './check';

/** Who the shell is, and where. */
export async function caller(clients: Clients): Promise<Pick<Subject, 'account' | 'region'>> {
  const region = await Clients.region();
  if (region === undefined) {
    throw new Error('the shell names no Region: set AWS_REGION');
  }
  try {
    const { Account } = await clients.sts(region).send(new GetCallerIdentityCommand({}));
    return { account: Account!, region };
  } catch (error) {
    throw new Error(`AWS does not take the credentials of the shell (${(error as Error).message}): log in, for example by 'aws sso login', or set AWS_PROFILE`);
  }
}

/** What a new run is for. */
export async function subjectOf(clients: Clients, { account, region }: Pick<Subject, 'account' | 'region'>, args: Arguments): Promise<Subject> {
  const { domainName, secondRegion, to, scenarios } = args;
  if (domainName === undefined) {
    throw new Error('--domain is needed: a domain, or a subdomain, whose DNS is a public hosted zone of this account');
  }
  const zone = await zoneOf(clients, region, domainName, args.hostedZoneId);
  return { run: randomBytes(3).toString('hex'), account, region, ...secondRegion && { secondRegion }, domainName, ...zone, to, scenarios };
}

/** Everything that has to be right before something is made. */
export async function check(clients: Clients, subject: Subject, ports: Ports, dns: string | undefined): Promise<Finding[]> {
  const { region, secondRegion, to, zoneName } = subject;
  const regions = [region, ...secondRegion ? [secondRegion] : []];
  return [
    await checked(`${zoneName} is delegated to the hosted zone`, () => delegationProblem(clients, region, subject, dns), 'this program needs route53:GetHostedZone, and DNS'),
    ...await Promise.all(regions.flatMap((where) => [
      checked(`the CDK can deploy in ${where}`, () => bootstrapProblem(clients, subject, where), 'this program needs ssm:GetParameter'),
      checked(`SES sends mail in ${where}`, () => sendingProblem(clients, ports, where, to), 'this program needs ses:GetAccount and ses:GetEmailIdentity'),
    ])),
    await checked('the names of this run are free', () => namesInUse(subject, ports), 'this program needs to read identities, stacks and records'),
  ];
}
