import type { StoredKeys } from './stored-keys';
import { decodeDkimKey, DkimKeyAttribute, DkimKeyRequest } from '../../src/contract/dkim-key';
import type { Answer, Lifecycle } from '../custom-resources/lifecycle';
import { dkimRecordValue, route53TxtValue } from '../keys';

/** `Custom::DkimKey`: what a template may know of a private key. It changes nothing anywhere. */
export class DkimKeyLifecycle implements Lifecycle<DkimKeyRequest, DkimKeyAttribute> {
  readonly decode = decodeDkimKey;

  constructor(private readonly keys: StoredKeys) {}

  async create({ domainName, selector, location }: DkimKeyRequest): Promise<Answer<DkimKeyAttribute>> {
    const { pair, versionId } = await this.keys.open(location, selector, domainName);
    const value = dkimRecordValue(pair.publicKey);
    return {
      physicalId: `${selector}._domainkey.${domainName}`,
      attributes: {
        Fingerprint: pair.fingerprint,
        SecretVersionId: versionId,
        TxtValue: value,
        Route53Value: route53TxtValue(value),
      },
    };
  }

  update(request: DkimKeyRequest): Promise<Answer<DkimKeyAttribute>> {
    return this.create(request);
  }

  async delete(): Promise<void> {}
}
