import type { KeptKey } from './generated-keys';
import type { DkimKeyAttribute, DkimKeyRequest } from '../../src/contract/dkim-key';
import type { Answer } from '../custom-resources/lifecycle';
import { dkimRecordValue, route53TxtValue } from '../keys';

/** What a template may know of a private key. */
export function answerOf(wanted: DkimKeyRequest, { selector, pair, versionId }: Omit<KeptKey, 'domainName'>): Answer<DkimKeyAttribute> {
  const value = dkimRecordValue(pair.publicKey);
  return {
    physicalId: idOf(wanted, selector),
    attributes: {
      Fingerprint: pair.fingerprint,
      Selector: selector,
      SecretVersionId: versionId,
      TxtValue: value,
      Route53Value: route53TxtValue(value),
    },
  };
}

/** Another key is another resource, so that CloudFormation asks for the removal of the former one; not where keys are rotated. */
export function idOf(request: DkimKeyRequest, selector: string): string {
  if (request.kind === 'followed') {
    return `${zoneOf(request)} _domainkey.${request.domainName} ${request.secretArn}`;
  }
  const name = request.kind === 'generated' && request.isRotated ? '_domainkey' : `${selector}._domainkey`;
  return `${zoneOf(request)} ${name}.${request.domainName}`.trim();
}

export function zoneOf(request: DkimKeyRequest): string {
  return request.kind === 'stored' ? '' : request.records?.hostedZoneId ?? '';
}
