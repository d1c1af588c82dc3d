import { CfnDeletionPolicy, CfnResource, RemovalPolicy, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkString } from './kinds';
import { type Check, oneOf } from './options';
import { quote } from './quoting';
import { GENERATED_SELECTOR } from '../contract/dkim-key';
import { isDomainName, isLabel, LONGEST_NAME } from '../contract/names';
import { plainName } from '../contract/place';

/** One DNS label, as SES wants a selector. [DOC API_DkimSigningAttributes: DomainSigningSelector] */
const SELECTOR = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
const MAX_LABEL = 63;

/** Refuses a selector that SES would refuse, or that cannot be what was meant. Tokens pass. */
export function checkSelector(selector: string, property = '`selector`'): void {
  checkString(property, selector);
  if (Token.isUnresolved(selector) || isSelector(selector)) {
    return;
  }
  const [meant, ...rest] = selector.trim().split('._domainkey');
  const reason = rest.length > 0 ? ' SES adds \'._domainkey.<domain>\' itself' : '';
  const suggestion = isSelector(meant) ? `: did you mean '${meant}'?${reason}` : '';
  throw new Error(
    `${property} must be one DNS label: letters, digits and inner hyphens, at most ${MAX_LABEL} characters, got ${quote(selector)}${suggestion}`,
  );
}

/** Refuses what is not a domain name in the form that SES and Route 53 store: lower case, no trailing dot. Tokens pass. */
export function checkDomainName(domainName: string): void {
  checkString('`domainName`', domainName);
  if (Token.isUnresolved(domainName)) {
    return;
  }
  if (!isDomainName(domainName)) {
    throw new Error(`\`domainName\` must be a domain name in lower case, like 'mail.example.com', got ${quote(domainName)}${didYouMean(domainName)}`);
  }
}

/** Refuses a record name that is longer than DNS allows. Tokens pass. [RFC 1035 section 2.3.4, as text] */
export function checkLength(properties: string, name: string): void {
  if (!Token.isUnresolved(name) && name.length > LONGEST_NAME) {
    throw new Error(`${properties} make a record name of ${name.length} characters, DNS allows ${LONGEST_NAME}: ${quote(name)}`);
  }
}

const DEFAULT_SELECTORS = ['ses1', 'ses2'];

/** Refuses selectors that keys cannot alternate between. Tokens pass. */
export function checkSelectors(selectors: readonly string[] = DEFAULT_SELECTORS): readonly string[] {
  const list = selectors.map(quote).join(', ');
  selectors.forEach((selector, index) => checkSelector(selector, `\`selectors[${index}]\``));
  if (selectors.length !== 2 || sameName(selectors[0], selectors[1])) {
    throw new Error(`\`selectors\` must be two that differ, for the key in use and the previous or next one, got [${list}]`);
  }
  if (selectors.some((selector) => GENERATED_SELECTOR.test(selector))) {
    throw new Error(`\`selectors\` must not look like those of keys that have their own, 's' and 16 hex digits, got [${list}]`);
  }
  return selectors;
}

/** A text that is not empty: CloudFormation would drop that, or AWS would refuse it. Tokens pass. */
export function nonEmpty(what: string): Check {
  return (property, value) => {
    checkString(property, value);
    if (!Token.isUnresolved(value) && `${value}`.trim() === '') {
      throw new Error(`${property} must be ${what}, got ${quote(value)}`);
    }
  };
}

/** A text of a form that AWS wants. Tokens pass. */
export function ofForm(what: string, form: RegExp): Check {
  return (property, value) => {
    checkString(property, value);
    if (!Token.isUnresolved(value) && !form.test(`${value}`)) {
      throw new Error(`${property} must be ${what}, got ${quote(value)}`);
    }
  };
}

/** An identity has no snapshot, and neither has a secret. */
export const removalPolicy: Check = oneOf('RemovalPolicy', Object.fromEntries(
  Object.entries(RemovalPolicy).filter(([, policy]) => policy !== RemovalPolicy.SNAPSHOT),
));

/** What an aspect has set in a construct's resources: CloudFormation would refuse it. */
export function validateRemoval(construct: IConstruct): string[] {
  const hasSnapshot = construct.node.findAll().some((one) => CfnResource.isCfnResource(one)
    && [one.cfnOptions.deletionPolicy, one.cfnOptions.updateReplacePolicy].includes(CfnDeletionPolicy.SNAPSHOT));
  return hasSnapshot ? ['the removal policy must not be `RemovalPolicy.SNAPSHOT`, because neither an identity nor a secret has a snapshot'] : [];
}

/** Refuses what does not make a name below the domain, as SES wants a MAIL FROM domain. Tokens pass. */
export function checkSubdomain(property: string, subdomain: string, domainName: string): void {
  checkString(`\`${property}\``, subdomain);
  if (Token.isUnresolved(subdomain)) {
    return;
  }
  const isFullName = (text: string) => text === domainName || text.endsWith(`.${domainName}`);
  if (!isSubdomain(subdomain) || isFullName(subdomain)) {
    const given = subdomain.trim().toLowerCase().replace(/^\.|\.$/g, '');
    const meant = given.endsWith(`.${domainName}`) ? given.slice(0, -domainName.length - 1) : given;
    const suggestion = isSubdomain(meant) && !isFullName(meant) ? `: did you mean '${meant}'?` : '';
    const before = Token.isUnresolved(domainName) ? 'the domain' : `'.${domainName}'`;
    throw new Error(`\`${property}\` must be one or more labels to put before ${before}, in lower case, like 'bounce', `
      + `got ${quote(subdomain)}${suggestion}`);
  }
  checkLength(`\`${property}\` and \`domainName\``, `${subdomain}.${domainName}`);
}

/** Refuses what is not a plain mail address: in a DMARC record a comma, `!` and `;` have meanings of their own. Tokens pass. */
export function checkReportAddress(property: string, address: string): void {
  checkString(property, address);
  if (Token.isUnresolved(address) || isReportAddress(address)) {
    return;
  }
  const meant = address.trim().replace(/^mailto:/i, '').replace(/^.*<(.*)>$/, '$1');
  const suggestion = isReportAddress(meant) ? `: did you mean '${meant}'?` : '';
  throw new Error(`${property} must be a mail address, like 'dmarc@example.com', got ${quote(address)}${suggestion}`);
}

/** Refuses what is no path of IAM: printable characters between slashes. Tokens pass. [DOC IAM identifiers: paths] */
export function checkIamPath(property: string, path: unknown): void {
  checkString(property, path);
  const text = path as string;
  if (!Token.isUnresolved(text) && !(text.length <= 512 && /^\/([\x21-\x2e\x30-\x7e]+\/)*$/.test(text))) {
    throw new Error(`${property} must be a path that begins and ends with a slash, like '/platform/', at most 512 characters, got ${quote(text)}`);
  }
}

/** The ARN of one role, with its path and without a wildcard, as a regular expression. [DOC IAM identifiers: ARNs, names] */
export const ROLE_ARN = 'arn:[^:]+:iam::\\d{12}:role/([\\x21-\\x29\\x2b-\\x3e\\x40-\\x7e]+/)?[\\w+=,.@-]{1,64}';

/** The name that a selector's record has. [RFC 6376 section 3.6.2.1] */
export function dkimRecordName(selector: string, domainName: string): string {
  return `${selector}._domainkey.${domainName}`;
}

/** Names are the same in any case and with a dot at the end. Tokens stay as they are. */
export function lowerCase(name: string): string {
  return Token.isUnresolved(name) ? name : plainName(name);
}

export function sameName(one: string, other: string): boolean {
  return lowerCase(one) === lowerCase(other);
}

/** Whether a zone is the domain's own or one above it; undefined if a token hides it. */
export function zoneCovers(zoneName: string, domainName: string): boolean | undefined {
  if (Token.isUnresolved(zoneName) || Token.isUnresolved(domainName)) {
    return undefined;
  }
  const zone = lowerCase(zoneName);
  return domainName === zone || domainName.endsWith(`.${zone}`);
}

/** The zone of a domain's DKIM records alone, if that is delegated to name servers of its own. */
export function dkimZoneName(domainName: string): string {
  return `_domainkey.${domainName}`;
}

function isSelector(text: string): boolean {
  return SELECTOR.test(text) && text.length <= MAX_LABEL;
}

function isSubdomain(text: string): boolean {
  return text.split('.').every(isLabel);
}

function isReportAddress(text: string): boolean {
  const [local, domain, ...rest] = text.split('@');
  return /^[\w.+=~-]+$/.test(local) && domain !== undefined && isDomainName(domain.toLowerCase()) && rest.length === 0;
}

/** A suggestion for the end of an error: the domain name that was meant, if there is one. */
export function didYouMean(given: string): string {
  try {
    // A URL's host is lower case and in punycode, which is what DNS wants.
    const { hostname } = new URL(`http://${given.trim().replace(/^\w+:(\/\/)?/, '').replace(/^.*@/, '').replace(/^(\*?\.)+|\.+$/g, '')}`);
    const meant = hostname.replace(/\.$/, '');
    return isDomainName(meant) && meant !== given ? `: did you mean '${meant}'?` : '';
  } catch {
    return '';
  }
}
