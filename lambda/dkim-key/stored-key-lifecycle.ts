import { answerOf } from './key-answer';
import type { KeyLifecycle } from './key-lifecycle';
import type { StoredKeys } from './stored-keys';
import type { DkimKeyAttribute, StoredKeyRequest } from '../../src/contract/dkim-key';
import type { Answer } from '../custom-resources/lifecycle';

/** A key that somebody has put into a secret: it is read and checked, and nothing is changed. */
export class StoredKeyLifecycle implements KeyLifecycle<StoredKeyRequest> {
  constructor(private readonly keys: StoredKeys) {}

  async create(wanted: StoredKeyRequest): Promise<Answer<DkimKeyAttribute>> {
    const { selector, location, domainName } = wanted;
    return answerOf(wanted, { selector, ...await this.keys.open(location, selector, domainName) });
  }

  update(wanted: StoredKeyRequest): Promise<Answer<DkimKeyAttribute>> {
    return this.create(wanted);
  }

  async delete(): Promise<void> {}
}
