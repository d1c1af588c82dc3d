import type { GeneratedKeys } from './generated-keys';
import type { StoredKey, StoredKeys } from './stored-keys';
import { decodeDkimKey, DkimKeyAttribute, DkimKeyRequest } from '../../src/contract/dkim-key';
import type { Answer, Lifecycle, Origin } from '../custom-resources/lifecycle';
import { dkimRecordValue, route53TxtValue } from '../keys';

/** `Custom::DkimKey`: what a template may know of a private key. It changes nothing but the secret of a key that it makes. */
export class DkimKeyLifecycle implements Lifecycle<DkimKeyRequest, DkimKeyAttribute> {
  readonly decode = decodeDkimKey;

  constructor(private readonly stored: StoredKeys, private readonly generated: GeneratedKeys) {}

  async create(request: DkimKeyRequest, { requestId }: Origin): Promise<Answer<DkimKeyAttribute>> {
    const { pair, versionId, selector } = await this.open(request, requestId);
    const value = dkimRecordValue(pair.publicKey);
    return {
      physicalId: `${selector}._domainkey.${request.domainName}`,
      attributes: {
        Fingerprint: pair.fingerprint,
        Selector: selector,
        SecretVersionId: versionId,
        TxtValue: value,
        Route53Value: route53TxtValue(value),
      },
    };
  }

  update(request: DkimKeyRequest, _previous: DkimKeyRequest, origin: Origin): Promise<Answer<DkimKeyAttribute>> {
    return this.create(request, origin);
  }

  /** A generated key goes with its secret, if CloudFormation removes that. */
  async delete(): Promise<void> {}

  private async open(request: DkimKeyRequest, requestId: string): Promise<StoredKey & { readonly selector: string }> {
    switch (request.kind) {
      case 'stored':
        return { ...await this.stored.open(request.location, request.selector, request.domainName), selector: request.selector };
      case 'generated':
        return this.generated.obtain(request, requestId);
    }
  }
}
