import { Token } from 'aws-cdk-lib';
import { checkString } from './kinds';

/** One DNS label, as SES wants a selector. [DOC API_DkimSigningAttributes: DomainSigningSelector] */
const SELECTOR = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const MAX_LABEL = 63;
const MAX_NAME = 253;

/** Refuses a selector that SES would refuse, or that cannot be what was meant. Tokens pass. */
export function checkSelector(selector: string): void {
  checkString('`selector`', selector);
  if (Token.isUnresolved(selector) || isSelector(selector)) {
    return;
  }
  const [meant, ...rest] = selector.split('._domainkey');
  const suggestion = rest.length > 0 && isSelector(meant) ? `: did you mean '${meant}'? SES adds '._domainkey.<domain>' itself` : '';
  throw new Error(
    `\`selector\` must be one DNS label: letters, digits and inner hyphens, at most ${MAX_LABEL} characters, got '${selector}'${suggestion}`,
  );
}

/** Refuses what is not a domain name in the form that SES and Route 53 store: lower case, no trailing dot. Tokens pass. */
export function checkDomainName(domainName: string): void {
  checkString('`domainName`', domainName);
  if (Token.isUnresolved(domainName)) {
    return;
  }
  if (!isDomainName(domainName)) {
    const suggestion = suggestDomainName(domainName);
    throw new Error(
      `\`domainName\` must be a domain name in lower case, like 'mail.example.com', got '${domainName}'${suggestion ? `: did you mean '${suggestion}'?` : ''}`,
    );
  }
}

/** Refuses a selector whose record would have a longer name than DNS allows. */
export function checkRecordName(name: string): void {
  if (!Token.isUnresolved(name) && name.length > MAX_NAME) {
    throw new Error(`\`selector\` and \`domainName\` make a record name of ${name.length} characters, DNS allows ${MAX_NAME}: '${name}'`);
  }
}

/** Refuses what cannot be a Region, and the stack's own. Tokens pass. */
export function checkOtherRegion(property: string, other: string, region: string): void {
  if (Token.isUnresolved(other)) {
    return;
  }
  if (!/^[a-z]+(-[a-z]+)+-\d+$/.test(other)) {
    throw new Error(`\`${property}\` must be a Region, like 'eu-west-1', got '${other}'`);
  }
  if (other === region) {
    throw new Error(`\`${property}\` must be another Region than that of the stack, got '${other}'`);
  }
}

/** Refuses the same of Regions of which each can be there once only. */
export function checkOtherRegions(property: string, others: readonly string[], region: string): void {
  others.forEach((other) => checkOtherRegion(property, other, region));
  const twice = others.find((other, index) => others.indexOf(other) < index);
  if (twice !== undefined) {
    throw new Error(`\`${property}\` must have each Region once, got '${twice}' twice`);
  }
}

/** Refuses what does not make a name below the domain, where SES takes a MAIL FROM domain. Tokens pass. */
export function checkSubdomain(subdomain: string, domainName: string): void {
  if (Token.isUnresolved(subdomain)) {
    return;
  }
  const isFullName = (text: string) => text === domainName || text.endsWith(`.${domainName}`);
  if (!isSubdomain(subdomain) || isFullName(subdomain)) {
    const given = subdomain.toLowerCase().replace(/\.$/, '');
    const meant = given.endsWith(`.${domainName}`) ? given.slice(0, -domainName.length - 1) : given;
    const suggestion = isSubdomain(meant) && !isFullName(meant) ? `: did you mean '${meant}'?` : '';
    throw new Error(`\`mailFrom.subdomain\` must be one or more labels to put before '.${domainName}', in lower case, like 'bounce', `
      + `got '${subdomain}'${suggestion}`);
  }
  const name = `${subdomain}.${domainName}`;
  if (!Token.isUnresolved(domainName) && name.length > MAX_NAME) {
    throw new Error(`\`mailFrom.subdomain\` and \`domainName\` make a name of ${name.length} characters, DNS allows ${MAX_NAME}: '${name}'`);
  }
}

/** Refuses what is not a plain mail address: in a DMARC record a comma, `!` and `;` have meanings of their own. Tokens pass. */
export function checkReportAddress(property: string, address: string): void {
  if (Token.isUnresolved(address) || isReportAddress(address)) {
    return;
  }
  const meant = address.trim().replace(/^mailto:/i, '').replace(/^.*<(.*)>$/, '$1');
  const suggestion = isReportAddress(meant) ? `: did you mean '${meant}'?` : '';
  throw new Error(`\`dmarc.${property}\` must be mail addresses, like 'dmarc@example.com', got '${address}'${suggestion}`);
}

/** The name that a selector's record has. [RFC 6376 section 3.6.2.1] */
export function dkimRecordName(selector: string, domainName: string): string {
  return `${selector}._domainkey.${domainName}`;
}

/** Whether a zone is the domain's own or one above it; undefined where a token hides it. */
export function zoneCovers(zoneName: string, domainName: string): boolean | undefined {
  if (Token.isUnresolved(zoneName) || Token.isUnresolved(domainName)) {
    return undefined;
  }
  const zone = zoneName.toLowerCase().replace(/\.$/, '');
  return domainName === zone || domainName.endsWith(`.${zone}`);
}

/** The zone of a domain's DKIM records alone, where that is delegated to name servers of its own. */
export function dkimZoneName(domainName: string): string {
  return `_domainkey.${domainName}`;
}

/** Refuses a zone that cannot have the domain's DKIM records. Tokens pass. */
export function checkZone(property: string, zoneName: string, domainName: string): void {
  const isDkimZone = zoneName.toLowerCase().replace(/\.$/, '') === dkimZoneName(domainName);
  if (!isDkimZone && zoneCovers(zoneName, domainName) === false) {
    throw new Error(`\`${property}\` must be a hosted zone of '${domainName}', of a domain above it, or of '${dkimZoneName(domainName)}', `
      + `got the zone '${zoneName}'`);
  }
}

function isSelector(text: string): boolean {
  return SELECTOR.test(text) && text.length <= MAX_LABEL;
}

function isDomainName(text: string): boolean {
  const labels = text.split('.');
  return labels.length > 1 && text.length <= MAX_NAME && labels.every((label) => LABEL.test(label) && label.length <= MAX_LABEL);
}

function isSubdomain(text: string): boolean {
  return text.split('.').every((label) => LABEL.test(label) && label.length <= MAX_LABEL);
}

function isReportAddress(text: string): boolean {
  const [local, domain, ...rest] = text.split('@');
  return /^[\w.+=~-]+$/.test(local) && domain !== undefined && isDomainName(domain.toLowerCase()) && rest.length === 0;
}

function suggestDomainName(given: string): string | undefined {
  try {
    // A URL's host is lower case and in punycode, which is what DNS wants.
    const { hostname } = new URL(`http://${given.trim().replace(/^\w+:\/\//, '').replace(/^.*@/, '').replace(/\.$/, '')}`);
    return isDomainName(hostname) ? hostname : undefined;
  } catch {
    return undefined;
  }
}
