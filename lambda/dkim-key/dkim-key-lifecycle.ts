import type { KeyLifecycle } from './key-lifecycle';
import { decodeDkimKey, type DkimKeyAttribute, type DkimKeyRequest } from '../../src/contract/dkim-key';
import type { Answer, Lifecycle, Origin } from '../custom-resources/lifecycle';

type Kinds = { readonly [Kind in DkimKeyRequest['kind']]: KeyLifecycle<DkimKeyRequest & { readonly kind: Kind }> };

/** `Custom::DkimKey`: what a template may know of a private key, of whatever kind it is. */
export class DkimKeyLifecycle implements Lifecycle<DkimKeyRequest, DkimKeyAttribute> {
  readonly decode = decodeDkimKey;

  constructor(private readonly kinds: Kinds) {}

  create(wanted: DkimKeyRequest, origin: Origin): Promise<Answer<DkimKeyAttribute>> {
    return this.of(wanted).create(wanted, origin);
  }

  update(wanted: DkimKeyRequest, previous: DkimKeyRequest, origin: Origin): Promise<Answer<DkimKeyAttribute>> {
    return this.of(wanted).update(wanted, previous, origin);
  }

  delete(request: DkimKeyRequest, origin: Origin): Promise<void> {
    return this.of(request).delete(request, origin);
  }

  /** Each is only ever given requests of its kind. */
  private of({ kind }: DkimKeyRequest): KeyLifecycle<DkimKeyRequest> {
    return this.kinds[kind] as KeyLifecycle<DkimKeyRequest>;
  }
}
