import { DeleteStackCommand, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import {
  ChangeResourceRecordSetsCommand, ListResourceRecordSetsCommand, type ListResourceRecordSetsCommandInput, type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { DeleteSecretCommand, paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import { DeleteEmailIdentityCommand, paginateListEmailIdentities } from '@aws-sdk/client-sesv2';
import { Clients } from './clients';
import type { Clock } from './clock';
import { Laboratory } from './laboratory';
import { Notebook } from './notebook';

const NAME = /^probe-[0-9a-f]{8}-\d+/;

/** Removes what is named as the probe names things: of a run that somebody killed. Answers with a line for each. */
export async function clean(domain: string, region: string, clock: Clock): Promise<string[]> {
  const notebook = new Notebook(clock);
  const { zoneId } = await Laboratory.open({ domain, region, otherRegion: region, clock, notebook });
  const clients = new Clients(region, clock, notebook);
  const done: string[] = [];
  const remove = async (what: string, doIt: () => Promise<unknown>) => {
    done.push(await doIt().then(() => `removed ${what}`, (error: Error) => `is left: ${what}: ${error.name}: ${error.message}`));
  };

  const stacks = await all(paginateDescribeStacks({ client: clients.cloudFormation }, {}), ({ Stacks }) => Stacks);
  for (const { StackName } of stacks.filter((stack) => NAME.test(stack.StackName!))) {
    await remove(`the stack ${StackName}`, () => clients.cloudFormation.send(new DeleteStackCommand({ StackName })));
  }
  const identities = await all(paginateListEmailIdentities({ client: clients.ses(), pageSize: 1000 }, {}), ({ EmailIdentities }) => EmailIdentities);
  for (const { IdentityName } of identities.filter((identity) => NAME.test(identity.IdentityName!) && identity.IdentityName!.endsWith(`.${domain}`))) {
    await remove(`the identity ${IdentityName}`, () => clients.ses().send(new DeleteEmailIdentityCommand({ EmailIdentity: IdentityName })));
  }
  const sets = await allRecordSets(clients, zoneId);
  for (const set of sets.filter(({ Name }) => /(^|\.)probe-[0-9a-f]{8}-\d+\./.test(Name!) && Name!.endsWith(`.${domain}.`))) {
    await remove(`the record ${set.Type} ${set.Name}`, () => clients.route53.send(new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneId, ChangeBatch: { Changes: [{ Action: 'DELETE', ResourceRecordSet: set }] },
    })));
  }
  const secrets = await all(paginateListSecrets({ client: clients.secrets(), pageSize: 100 }, {}), ({ SecretList }) => SecretList);
  for (const { Name } of secrets.filter((secret) => NAME.test(secret.Name!))) {
    await remove(`the secret ${Name}`, () => clients.secrets().send(new DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true })));
  }
  return done;
}

/** What is on all pages of a list. */
async function all<Page, Item>(pages: AsyncIterable<Page>, itemsOf: (page: Page) => Item[] | undefined): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) {
    items.push(...itemsOf(page) ?? []);
  }
  return items;
}

async function allRecordSets({ route53 }: Clients, HostedZoneId: string): Promise<ResourceRecordSet[]> {
  const sets: ResourceRecordSet[] = [];
  let start: Partial<ListResourceRecordSetsCommandInput> | undefined = {};
  while (start) {
    const page: ListResourceRecordSetsCommandOutput = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId, ...start }));
    sets.push(...page.ResourceRecordSets ?? []);
    start = page.IsTruncated ? { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType } : undefined;
  }
  return sets;
}
