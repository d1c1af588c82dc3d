import { BehaviorOnMxFailure } from '@aws-sdk/client-sesv2';
import { badRequest } from './errors';

const DOMAIN_NAME = /^([a-z0-9_]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$/i;

/** What a Put of MAIL FROM attributes refuses. The texts are assumed. */
export function checkMailFrom(identityName: string, domainName: string | undefined, behavior: string): void {
  if (!(behavior in BehaviorOnMxFailure)) {
    throw badRequest(`Invalid BehaviorOnMxFailure ${behavior}.`);
  }
  if (!domainName) {
    return;
  }
  if (!DOMAIN_NAME.test(domainName)) {
    throw badRequest(`Invalid MAIL-FROM domain name <${domainName}>.`);
  }
  // Of the address's domain where the identity is an address. [DOC API_PutEmailIdentityMailFromAttributes: a subdomain of the identity]
  const parent = identityName.split('@').at(-1)!;
  if (!domainName.toLowerCase().endsWith(`.${parent}`)) {
    throw badRequest(`Provided MAIL-FROM domain <${domainName}> is not subdomain of the domain of the identity <${identityName}>.`);
  }
}
