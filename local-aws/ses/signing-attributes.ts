import type * as sdk from '@aws-sdk/client-sesv2';
import type { Parent } from './dkim-signing';
import type { EmailIdentity } from './email-identity';
import { badRequest } from './errors';
import { originOf, regionOf } from './signing-origin';

/** [DOC API_DkimSigningAttributes] */
const SELECTOR = /^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))$/;
const PRIVATE_KEY = /^[a-zA-Z0-9+/]{1,20480}={0,2}$/;
const REPLICA_ORIGIN = /^AWS_SES_[A-Z]+(_[A-Z]+)+_\d$/;

/** What Create and Put refuse. */
export function checkSigningAttributes(
  origin: string, attributes: sdk.DkimSigningAttributes | undefined, region: string, ownRegionError: string,
): void {
  const { DomainSigningSelector: selector, DomainSigningPrivateKey: key, NextSigningKeyLength: length } = attributes ?? {};
  if (length && (selector || key)) {
    // [LIVE hogsend, run of 2026-08-11]
    throw badRequest('NextSigningKeyLength cannot be used together with DomainSigningSelector and DomainSigningPrivateKey.');
  }
  if (selector !== undefined && (!SELECTOR.test(selector) || selector.length > 63)) {
    throw badRequest(`1 validation error detected: Value at 'signingAttributes.domainSigningSelector' failed to satisfy constraint: Member must satisfy regular expression pattern: ${SELECTOR.source}`);
  }
  if (key !== undefined && !PRIVATE_KEY.test(key)) {
    throw badRequest(`1 validation error detected: Value at 'signingAttributes.domainSigningPrivateKey' failed to satisfy constraint: Member must satisfy regular expression pattern: ${PRIVATE_KEY.source}`);
  }
  if (origin === 'EXTERNAL' && (!selector || !key)) {
    throw badRequest('DomainSigningSelector and DomainSigningPrivateKey are required for the origin EXTERNAL.'); // assumed [INF]
  }
  if (origin !== 'EXTERNAL' && (selector || key)) {
    throw badRequest(`DomainSigningSelector and DomainSigningPrivateKey cannot be used with the origin ${origin}.`); // assumed
  }
  if (origin !== 'EXTERNAL' && origin !== 'AWS_SES' && !REPLICA_ORIGIN.test(origin)) {
    throw badRequest(`Invalid SigningAttributesOrigin ${origin}.`); // assumed
  }
  if (origin === originOf(region)) {
    throw badRequest(ownRegionError.replace('{region}', region)); // [DOC DEED: the parent's Region is not the replica's]
  }
}

/** Where SES is assumed to look at the parent before it answers; the text is assumed. */
export function checkParent(origin: string, parentIn: (region: string) => Parent): void {
  const parent = origin.startsWith('AWS_SES_') ? parentIn(regionOf(origin)) : {};
  if ('error' in parent) {
    throw badRequest(`The DKIM signing key of ${regionOf(origin)} cannot be replicated: ${parent.error}.`);
  }
}

export function applySigning(identity: EmailIdentity, origin: string, attributes: sdk.DkimSigningAttributes | undefined, isCreation: boolean): void {
  if (origin === 'EXTERNAL') {
    identity.putByoDkim(attributes!.DomainSigningSelector!, attributes!.DomainSigningPrivateKey!);
  } else if (origin === 'AWS_SES') {
    identity.putEasyDkim(attributes?.NextSigningKeyLength, isCreation);
  } else {
    identity.putReplica(regionOf(origin));
  }
}
