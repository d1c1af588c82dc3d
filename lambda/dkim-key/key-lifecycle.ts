import type { DkimKeyAttribute, DkimKeyRequest } from '../../src/contract/dkim-key';
import type { Answer, Origin } from '../custom-resources/lifecycle';

/** One kind of key; what was there before an update may be of another kind. */
export interface KeyLifecycle<Request extends DkimKeyRequest> {
  create(wanted: Request, origin: Origin): Promise<Answer<DkimKeyAttribute>>;
  update(wanted: Request, previous: DkimKeyRequest, origin: Origin): Promise<Answer<DkimKeyAttribute>>;
  delete(request: Request, origin: Origin): Promise<void>;
}
