import type { DomainIdentityRequest } from '../../src/contract/domain-identity';
import { MOST_USER_TAGS, TAG_PREFIX } from '../../src/contract/tags';
import { log } from '../reporting/log';

/**
 * A request with the tags of the stack, which CloudFormation gives to its own resources but not to custom ones. A tag of the template
 * counts more, as it does there. [DOC CloudFormation, resource tags]
 */
export function withStackTags(request: DomainIdentityRequest, ofStack: Readonly<Record<string, string>>): DomainIdentityRequest {
  const more = Object.entries(ofStack).filter(([key]) => !(key in request.tags) && !key.startsWith(TAG_PREFIX) && !key.startsWith('aws:'));
  const room = MOST_USER_TAGS - Object.keys(request.tags).length;
  if (more.length > room) {
    log('WARN', 'SES has no room for some tags of the stack', {
      domainName: request.domainName, tags: more.slice(room).map(([key]) => key).join(', '),
    });
  }
  return { ...request, tags: { ...Object.fromEntries(more.slice(0, room)), ...request.tags } };
}
