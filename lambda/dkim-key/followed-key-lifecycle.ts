import { followedKey } from './followed-keys';
import { answerOf, idOf, zoneOf } from './key-answer';
import type { KeyLifecycle } from './key-lifecycle';
import { DKIM_KEY_TYPE, type DkimKeyAttribute, type DkimKeyRequest, type FollowedKeyRequest } from '../../src/contract/dkim-key';
import type { SesIdentities } from '../aws/ses-identities';
import type { Stacks } from '../aws/stacks';
import type { Answer, Origin } from '../custom-resources/lifecycle';
import type { FollowedSecret } from '../published-keys/followed-secret';
import { orWithdraw } from '../published-keys/or-withdraw';

/** A key that its owner changes in a secret: a deployment publishes the one that is there now. */
export class FollowedKeyLifecycle implements KeyLifecycle<FollowedKeyRequest> {
  constructor(
    private readonly identities: SesIdentities,
    private readonly stacks: Stacks,
    private readonly followed: (request: FollowedKeyRequest) => FollowedSecret,
  ) {}

  create(wanted: FollowedKeyRequest): Promise<Answer<DkimKeyAttribute>> {
    return this.follow(wanted, 'create');
  }

  update(wanted: FollowedKeyRequest, previous: DkimKeyRequest): Promise<Answer<DkimKeyAttribute>> {
    return this.follow(wanted, zoneOf(wanted) === zoneOf(previous) ? 'update' : 'move');
  }

  /** The record of what SES signs with stays, unless it is in another zone from now on. */
  async delete(request: FollowedKeyRequest, { stackId, physicalId }: Origin): Promise<void> {
    const elsewhere = idOf(request, '').slice(zoneOf(request).length);
    const hasMoved = await this.stacks.some(stackId, DKIM_KEY_TYPE, (id) => id !== physicalId && id.endsWith(elsewhere));
    const live = hasMoved ? undefined : await this.identities.observe(request.domainName);
    await this.followed(request).leave(live?.dkim.tokens ?? [], hasMoved);
  }

  private async follow(wanted: FollowedKeyRequest, event: 'create' | 'update' | 'move'): Promise<Answer<DkimKeyAttribute>> {
    const secret = this.followed(wanted);
    const key = await followedKey(secret, (await this.identities.observe(wanted.domainName))?.dkim);
    if (event === 'create' && !await secret.knows(key)) {
      await orWithdraw(secret.published, key, () => secret.publish(key));
    } else {
      await secret.publish(key); // the function that follows the secret may be at it as well
    }
    if (event === 'move') {
      await secret.published.publishOthers(key.selector);
    }
    return answerOf(wanted, key);
  }
}
