import { Stack, Token } from 'aws-cdk-lib';
import { CfnHostedZone, type IHostedZone, PrivateHostedZone } from 'aws-cdk-lib/aws-route53';
import type { IdentityRecord } from './dns-record';
import { plainZoneId, type ZoneAccess } from '../contract/place';
import { MEMORY_NAMES } from '../permissions/record-statements';
import { checkKind, checkString } from '../private/kinds';
import { checkLength, didYouMean, dkimZoneName, lowerCase, zoneCovers } from '../private/names';
import { quote } from '../private/quoting';

/*
 * Checks of hosted zones. Tokens pass.
 */

/** The id and the name in the forms in which they are compared. */
export function zoneAccess({ hostedZoneId, zoneName }: Pick<IHostedZone, 'hostedZoneId' | 'zoneName'>): ZoneAccess {
  return { hostedZoneId: checkZoneId(hostedZoneId), zoneName: lowerCase(zoneName) };
}

/** Refuses what is no hosted zone, and one whose name is not known. */
export function checkHostedZone(property: string, zone: IHostedZone): void {
  checkKind(property, zone, 'hostedZone');
  try {
    checkString(`the \`zoneName\` of ${property}`, zone.zoneName);
  } catch { // the CDK's own error is about ARecord
    throw new Error(`${property} must have a name: import it by \`HostedZone.fromHostedZoneAttributes(scope, id, { hostedZoneId, zoneName })\`, `
      + 'because `fromHostedZoneId` does not know it');
  }
}

/** [DOC Route 53: ResourceId; LIVE every id of a hosted zone begins with Z] */
const ZONE_ID = /^Z[A-Z0-9]{0,31}$/;

/** What `HostedZone.fromLookup` has until the CDK CLI has looked. [CDK aws-route53, HostedZone.fromLookup] */
const NOT_LOOKED_UP = 'DUMMY';

/** Takes off the `/hostedzone/` of the Route 53 API. */
export function checkZoneId(hostedZoneId: string): string {
  const id = plainZoneId(hostedZoneId);
  if (!Token.isUnresolved(id) && !ZONE_ID.test(id) && id !== NOT_LOOKED_UP) {
    const meant = hostedZoneId.trim().replace(/^.*\//, '').toUpperCase();
    throw new Error(`\`hostedZoneId\` must be the id of a hosted zone, like 'Z0123456789ABC', got ${quote(hostedZoneId)}`
      + (ZONE_ID.test(meant) ? `: did you mean '${meant}'?` : ''));
  }
  return id;
}

/** Refuses a zone that cannot have the domain's DKIM records. */
export function checkZone(property: string, zoneName: string, domainName: string): void {
  if (zoneName === '') {
    throw new Error(`\`${property}\` must be a hosted zone of '${domainName}' or of a domain above it, got a zone with the name ''`);
  }
  if (lowerCase(zoneName) !== dkimZoneName(domainName) && zoneCovers(zoneName, domainName) === false) {
    throw new Error(`\`${property}\` must be a hosted zone of '${domainName}', of a domain above it, or of '${dkimZoneName(domainName)}', `
      + `got the zone ${quote(zoneName)}${didYouMean(zoneName)}`);
  }
}

/** Refuses a zone that was made in another account. An imported one belongs to the stack that imports it. Tokens pass. */
export function checkAccount(property: string, zone: IHostedZone, account: string): void {
  const its = zone.env?.account ?? account;
  if (![its, account].some(Token.isUnresolved) && its !== account) {
    throw new Error(`\`${property}\` must be a hosted zone in the account of the stack, '${account}', got one in '${its}': `
      + 'use `DomainDns.crossAccountHostedZone()`, with a `DomainDnsRole` in that account');
  }
}

/** A zone that was made for DKIM has no place for the domain's other records. */
export function checkMailRecords(zoneName: string, records: readonly IdentityRecord[], domainName: string): void {
  const outside = records.find(({ name }) => zoneCovers(zoneName, name) === false);
  if (outside) {
    throw new Error(`\`mailFrom\` and \`dmarc\` need \`dns\` with a hosted zone of '${domainName}' or of a domain above it: `
      + `'${outside.name}' is not in the zone '${zoneName}'`);
  }
}

/** The memory of what was published is a record too. */
export function checkMemoryName(recordsDomain: string): void {
  checkLength('`domainName` and `dns`', MEMORY_NAMES.replace('*', recordsDomain));
}

/** Refuses a zone that the rest of the world does not see. */
export function checkPublic(property: string, zone: IHostedZone): void {
  validatePublic(property, zone).forEach((problem) => { throw new Error(problem); });
}

/** A zone may become private until the end of synthesis: by `addVpc`. */
export function validatePublic(property: string, zone: IHostedZone): string[] {
  return zone instanceof PrivateHostedZone || hasVpcs(zone) || isLookedUpAsPrivate(zone)
    ? [`\`${property}\` must be a public hosted zone, because neither SES nor receivers see a private one, got '${zone.node.path}'`]
    : [];
}

function hasVpcs(zone: IHostedZone): boolean {
  const resource = zone.node.defaultChild;
  if (!(resource instanceof CfnHostedZone)) {
    return false;
  }
  const vpcs: unknown = Stack.of(zone).resolve(resource.vpcs);
  return Array.isArray(vpcs) && vpcs.length > 0;
}

/** `HostedZone.fromLookup` does not tell, but the answer to its question is in the context: under a key with the question. */
function isLookedUpAsPrivate(zone: IHostedZone): boolean {
  const context: Record<string, { readonly Id?: string } | undefined> = zone.node.getAllContext();
  return Object.entries(context).some(([key, answer]) => (
    key.startsWith('hosted-zone:') && key.includes(':privateZone=true') && plainZoneId(answer?.Id ?? '') === zone.hostedZoneId
  ));
}
