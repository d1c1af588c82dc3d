import { GetHostedZoneCommand, type HostedZone, paginateListHostedZones } from '@aws-sdk/client-route-53';
import type { Clients } from '../aws';
import { PublicDns } from '../dns';

export interface FoundZone {
  readonly hostedZoneId: string;
  readonly zoneName: string;
}

/** The public zone with the longest name that the domain is in. Throws with what to do if there is none, or more than one. */
export async function zoneOf(clients: Clients, region: string, domainName: string, hostedZoneId: string | undefined): Promise<FoundZone> {
  const all: HostedZone[] = [];
  for await (const { HostedZones = [] } of paginateListHostedZones({ client: clients.route53(region) }, {})) {
    all.push(...HostedZones);
  }
  const zones = all.filter(({ Config }) => !Config?.PrivateZone)
    .map(({ Id, Name }): FoundZone => ({ hostedZoneId: Id!.replace('/hostedzone/', ''), zoneName: Name!.replace(/\.$/, '') }))
    .filter((zone) => (domainName === zone.zoneName || domainName.endsWith(`.${zone.zoneName}`)) && (hostedZoneId ?? zone.hostedZoneId) === zone.hostedZoneId);
  const longest = Math.max(...zones.map(({ zoneName }) => zoneName.length));
  const [zone, ...others] = zones.filter(({ zoneName }) => zoneName.length === longest);
  if (!zone) {
    throw new Error(`no public hosted zone ${hostedZoneId ?? ''} of this account has ${domainName}: make one, and delegate it where its parent's DNS is`);
  }
  if (others.length > 0) {
    throw new Error(`${others.length + 1} hosted zones are called ${zone.zoneName}: name the one that is delegated by --zone-id`);
  }
  return zone;
}

/** What to do if the world does not come to the zone for the domain. */
export async function delegationProblem(
  clients: Clients, region: string, { hostedZoneId, zoneName }: FoundZone, dns: string | undefined,
): Promise<string | undefined> {
  const { DelegationSet } = await clients.route53(region).send(new GetHostedZoneCommand({ Id: hostedZoneId }));
  const wanted = (DelegationSet?.NameServers ?? []).map(normal).sort();
  const found = (await new PublicDns(zoneName, dns).delegation()).map(normal).sort();
  return JSON.stringify(found) === JSON.stringify(wanted) ? undefined
    : `public DNS delegates ${zoneName} to ${found.join(' ') || 'nobody'}: point its NS records at ${wanted.join(' ')}, where the DNS of its parent is`;
}

const normal = (server: string) => server.replace(/\.$/, '').toLowerCase();
