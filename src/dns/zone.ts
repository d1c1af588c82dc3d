import { Token } from 'aws-cdk-lib';
import { type CfnHostedZone, type IHostedZone, PrivateHostedZone } from 'aws-cdk-lib/aws-route53';
import type { IdentityRecord } from './dns-record';
import { plainZoneId, type ZoneAccess } from '../contract/place';
import { MEMORY_NAMES } from '../permissions/record-statements';
import { checkKind, checkString } from '../private/kinds';
import { checkLength, didYouMean, dkimZoneName, lowerCase, zoneCovers } from '../private/names';
import { quote } from '../private/quoting';
import { zoneOfApp } from '../private/zone-of-app';

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
    throw new Error(`\`${property}\` must be a hosted zone of ${quote(domainName)} or of a domain above it, got a zone with the name ''`);
  }
  if (lowerCase(zoneName) !== dkimZoneName(domainName) && zoneCovers(zoneName, domainName) === false) {
    throw new Error(`\`${property}\` must be a hosted zone of '${domainName}', of a domain above it, or of '${dkimZoneName(domainName)}', `
      + `got the zone ${quote(zoneName)}${didYouMean(zoneName)}`);
  }
}

/** A zone as Route 53 has it. An underscore is allowed in DNS. Octal escapes are not for names that CNAMEs point to. */
const ZONE_NAME = /^(?!.{254})([a-z0-9_-]{1,63}\.)+[a-z0-9-]{1,63}$/;

/** Refuses a zone that CNAMEs cannot point to. Tokens pass. */
export function checkZoneName(property: string, zoneName: string): void {
  if (!Token.isUnresolved(zoneName) && !ZONE_NAME.test(lowerCase(zoneName))) {
    throw new Error(`\`${property}\` must be a hosted zone with a domain name, like 'dkim.example.net', got the zone ${quote(zoneName)}${didYouMean(zoneName)}`);
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
export function checkMailRecords(zoneName: string, records: ReadonlyArray<Pick<IdentityRecord, 'name'>>, domainName: string, names = MAIL_OF_IDENTITY): void {
  const outside = records.find(({ name }) => zoneCovers(zoneName, name) === false);
  if (outside) {
    throw new Error(`${names} a hosted zone of ${quote(domainName)} or of a domain above it: ${quote(outside.name)} is not in the zone '${zoneName}'`);
  }
}

const MAIL_OF_IDENTITY = '`mailFrom` and `dmarc` need `dns` with';

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
  return zone instanceof PrivateHostedZone || hasVpcs(zoneOfApp(zone.hostedZoneId)) || isLookedUpAsPrivate(zone)
    ? [`\`${property}\` must be a public hosted zone, because neither SES nor receivers see a private one, got '${zone.node.path}'`]
    : [];
}

function hasVpcs(resource: CfnHostedZone | undefined): boolean {
  const vpcs: unknown = resource?.stack.resolve(resource.vpcs);
  return Array.isArray(vpcs) && vpcs.length > 0;
}

/** `HostedZone.fromLookup` does not tell, but the answer to its question is in the context: under a key with the question. */
function isLookedUpAsPrivate(zone: IHostedZone): boolean {
  const context: Record<string, { readonly Id?: string } | undefined> = zone.node.getAllContext();
  return Object.entries(context).some(([key, answer]) => (
    key.startsWith('hosted-zone:') && key.includes(':privateZone=true') && plainZoneId(answer?.Id ?? '') === zone.hostedZoneId
  ));
}
