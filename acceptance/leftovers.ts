import type { Progress } from './journal';
import type { Ports, StackResource } from './ports';

/** What is there of a scenario that removed everything, by name. */
export async function leftovers(progress: Progress, ports: Ports): Promise<string[]> {
  const left: string[] = [];
  for (const stack of progress.stacks) {
    const state = await ports.stacks.find(stack);
    if (state) {
      left.push(`stack ${stack.name} in ${stack.region}: ${state.status}`);
    }
    for (const resource of await ports.stacks.everything(stack)) {
      if (await isLeft(ports, stack.region, resource)) {
        left.push(`${resource.type} ${resource.physicalId} in ${stack.region}, of the stack ${stack.name}`);
      }
    }
  }
  for (const { region, name } of progress.identities) {
    if (await ports.identities.find(region, name)) {
      left.push(`identity ${name} in ${region}`);
    }
  }
  for (const domainName of new Set(progress.identities.map(({ name }) => name))) {
    const records = await ports.zone.records(domainName);
    left.push(...records.map(({ name, type }) => `record ${type} ${name}`));
  }
  for (const { region, name } of progress.secrets) {
    const secret = await ports.secrets.find(region, name);
    if (secret) {
      left.push(`secret ${name} in ${region}${secret.deletion ? `, scheduled to be deleted on ${secret.deletion.toISOString().slice(0, 10)}` : ''}`);
    }
  }
  return left;
}

/** The service's own word counts, and CloudFormation's only for types that this program cannot look for. */
async function isLeft(ports: Ports, region: string, resource: StackResource): Promise<boolean> {
  return await ports.isThere(region, resource) ?? resource.status !== 'DELETE_COMPLETE';
}
