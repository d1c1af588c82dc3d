import { EASY_DKIM_TOKENS, SesDomainIdentityAttribute, SesDomainIdentityRequest } from '../../src/contract/ses-domain-identity';
import type { LiveDkim } from '../aws/ses-identities';

/** What a template can ask of the identity: always every attribute, empty where the mode has no such thing. */
export function attributesOf(
  { domainName, signing }: SesDomainIdentityRequest, dkim: Partial<LiveDkim>, identityArn: string,
): Record<SesDomainIdentityAttribute, string> {
  const isEasy = signing.mode === 'EASY_DKIM';
  const [first, second, third] = isEasy ? cnames(domainName, dkim) : [NONE, NONE, NONE];
  return {
    IdentityArn: identityArn,
    DkimStatus: dkim.status ?? '',
    SigningHostedZone: isEasy ? dkim.signingHostedZone ?? '' : '',
    CnameName1: first.name,
    CnameTarget1: first.target,
    CnameName2: second.name,
    CnameTarget2: second.target,
    CnameName3: third.name,
    CnameTarget3: third.target,
  };
}

interface Cname {
  readonly name: string;
  readonly target: string;
}

const NONE: Cname = { name: '', target: '' };

/**
 * Easy DKIM's records. The zone that they point into differs between Regions, and only SES knows it.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimAttributes.html
 */
function cnames(domainName: string, { tokens = [], signingHostedZone }: Partial<LiveDkim>): Cname[] {
  if (tokens.length !== EASY_DKIM_TOKENS) {
    throw new Error(`SES answered ${tokens.length} DKIM tokens for ${domainName}, and the template has records for ${EASY_DKIM_TOKENS}; `
      + 'publish what the SES console shows, and report this to cdk-ses-dkim');
  }
  if (!signingHostedZone) {
    throw new Error(`SES did not say where the DKIM records of ${domainName} point to (SigningHostedZone), and a guess would never verify; `
      + 'deploy again, or use BYODKIM');
  }
  return tokens.map((token) => ({ name: `${token}._domainkey.${domainName}`, target: `${token}.${signingHostedZone}` }));
}
