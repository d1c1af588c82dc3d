import { IDENTITY_TAGS } from '../../src/contract/tags';
import { selectorsOf } from '../identity/ownership';
import { writeTags } from '../identity/tagging';
import type { LiveIdentity, Ports } from '../ports';
import type { Me } from '../reconciler/model';
import { log } from '../reporting/log';
import { reasonOf } from '../reporting/response';

/**
 * Sends an event if SES does not say the same of DKIM as in the last event. A tag of the identity remembers that: nothing else stays from one hour
 * to the next, and a look reads the tags anyway. The tag is written after the event. If one of them fails, the next look sends the event again.
 */
export async function tellStatus(
  { events, identities, now }: Ports, domainName: string, { region, stackId }: Pick<Me, 'region' | 'stackId'>, identity: LiveIdentity,
): Promise<void> {
  const { tags, dkim: { status, origin } } = identity;
  const previousStatus = tags[IDENTITY_TAGS.status];
  if (!events || previousStatus === status) {
    return;
  }
  const selector = origin === 'EXTERNAL' ? selectorsOf(identity)[0] : undefined;
  const isSent = await events.send({ domainName, region, change: 'STATUS_CHANGED', previousStatus, status, selector, time: now(), stackId });
  if (isSent) {
    const owns = ({ tags: present }: LiveIdentity) => present[IDENTITY_TAGS.owner] === tags[IDENTITY_TAGS.owner];
    await writeTags(identities, domainName, { [IDENTITY_TAGS.status]: status }, { stackId, owns }).catch((error: Error) => (
      log('WARN', 'could not remember the status that was sent', { domainName, error: reasonOf(error.message) })
    ));
  }
}
