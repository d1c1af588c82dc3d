import { IDENTITY_TAGS } from '../../src/contract/tags';
import { type IdentityPort, type LiveIdentity, Refused } from '../ports';

interface Owner {
  readonly stackId: string;
  readonly owns: (identity: LiveIdentity) => boolean;
}

/**
 * Writes tags of an identity that a stack has. The policy bounds the call to identities with the stack's tag. If IAM does not see the tags that
 * an identity has, it refuses that, and lets through a request that names the stack. [UNK: the Service Authorization Reference lists
 * `aws:ResourceTag` for the resource, and not for TagResource] Such a request could take an identity from somebody else, so it comes after a
 * look at whose it is.
 */
export async function writeTags(
  identities: Pick<IdentityPort, 'get' | 'tag'>, domainName: string, tags: Readonly<Record<string, string>>, { stackId, owns }: Owner,
): Promise<void> {
  try {
    await identities.tag(domainName, tags);
  } catch (error) {
    if (!(error instanceof Refused) || error.reason !== 'denied' || IDENTITY_TAGS.stackId in tags) {
      throw error;
    }
    const identity = await identities.get(domainName);
    if (!identity || !owns(identity)) {
      throw error;
    }
    await identities.tag(domainName, { [IDENTITY_TAGS.stackId]: stackId, ...tags });
  }
}
