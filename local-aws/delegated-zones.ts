import { randomUUID } from 'node:crypto';
import type { LocalAws } from './engine';

const TTL = 172_800;

/**
 * Makes public zones, and delegates each one: by NS records in the nearest zone above it, or else by the registrar.
 *
 * @returns the id of each zone, by its name
 */
export function createDelegatedZones({ route53, account }: Pick<LocalAws, 'route53' | 'account'>, names: readonly string[]): Record<string, string> {
  const zones = new Map(names.map((name) => (
    [name, route53.createZone(account, { Name: name, CallerReference: randomUUID() }).zone] as const
  )));
  for (const [name, { nameServers }] of zones) {
    const [above] = names.filter((other) => name.endsWith(`.${other}`)).sort((one, other) => other.length - one.length);
    if (above === undefined) {
      route53.registrar.delegate(name, nameServers);
    } else {
      const delegation = { Name: name, Type: 'NS' as const, TTL, ResourceRecords: nameServers.map((server) => ({ Value: `${server}.` })) };
      route53.change(account, zones.get(above)!.id, [{ Action: 'CREATE', ResourceRecordSet: delegation }]);
    }
  }
  return Object.fromEntries([...zones].map(([name, { id }]) => [name, id]));
}
