import { Token } from 'aws-cdk-lib';
import { checkSelector, dkimRecordName, zoneCovers } from './names';
import { type CnameDelegation, GENERATED_SELECTOR } from '../contract/dkim-key';

const DEFAULT_SELECTORS = ['ses1', 'ses2'];
const MAX_NAME = 253; // [RFC 1035 section 2.3.4, as text]

/** Refuses selectors that keys cannot have in turns. Tokens pass. */
export function checkSelectors(selectors: readonly string[] = DEFAULT_SELECTORS): readonly string[] {
  const list = selectors.map((selector) => `'${selector}'`).join(', ');
  selectors.forEach(checkSelector);
  if (selectors.length !== 2 || selectors[0].toLowerCase() === selectors[1].toLowerCase()) {
    throw new Error(`\`selectors\` must be two that differ, for the key in use and the one before or after it, got [${list}]`);
  }
  if (selectors.some((selector) => GENERATED_SELECTOR.test(selector))) {
    throw new Error(`\`selectors\` must not look like those of keys that have their own, 's' and 16 hex digits, got [${list}]`);
  }
  return selectors;
}

/** Where the records go that a domain's CNAMEs point to: under the domain's whole name in a zone that is not the domain's. */
export function delegationTo(zoneName: string, domainName: string, selectors: readonly string[]): CnameDelegation {
  const zone = zoneName.replace(/\.$/, '');
  if (zoneCovers(zone, domainName)) {
    throw new Error(`\`dns\` needs no delegation, for the zone '${zone}' is the domain's own or one above it: use \`DomainDns.hostedZone()\``);
  }
  const delegation = { selectors, recordsDomain: `${domainName}.${zone}` };
  for (const name of selectors.map((selector) => dkimRecordName(selector, delegation.recordsDomain))) {
    if (!Token.isUnresolved(name) && name.length > MAX_NAME) {
      throw new Error(`\`selectors\`, \`domainName\` and the zone make a record name of ${name.length} characters, DNS allows ${MAX_NAME}: '${name}'`);
    }
  }
  return delegation;
}
