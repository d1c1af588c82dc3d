import { DkimSigningAttributesOrigin } from '@aws-sdk/client-sesv2';
import { regionOf } from './signing-origin';

/** Where all mail leaves from: one of the addresses that are nobody's. [RFC 5737] */
export const SENDING_ADDRESS = '192.0.2.25';

/** How the sending server greets. assumed */
export const heloOf = (region: string) => `smtp-out.${region}.amazonses.com`;

/** [DOC API_IdentityMailFromDomainAttributes: amazonses.com or a subdomain of it; which of them where is assumed] */
export const defaultMailFromDomain = (region: string) => region === 'us-east-1' ? 'amazonses.com' : `${region}.amazonses.com`;

/** SES's own SPF records: what `include:amazonses.com` leads to. Their last word is assumed. */
export function publishSpf(publish: (name: string, type: string, values: string[]) => void): void {
  const regions = Object.values(DkimSigningAttributesOrigin).filter((origin) => origin.startsWith('AWS_SES_')).map(regionOf);
  new Set(['amazonses.com', ...regions.map(defaultMailFromDomain)])
    .forEach((domain) => publish(domain, 'TXT', [`v=spf1 ip4:${SENDING_ADDRESS} -all`]));
}
