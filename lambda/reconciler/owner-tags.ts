import { holderId, isClaimedBy, MEMORY_LABEL, parseMemory } from './memory';
import type { Me } from './model';
import { recordsDomain } from '../../src/contract/place';
import { IDENTITY_TAGS } from '../../src/contract/tags';
import { ownerOf, ownerTags, readWants, type WantedSettings } from '../identity/ownership';
import type { LiveIdentity, Ports } from '../ports';

/** A resource that the stack has, as CloudFormation lists it. */
export type ListedResource = Omit<Me, 'requestId'> & { readonly domainName: string };

/** Stands for the id of a request. No deployment wrote these tags. */
const NO_REQUEST = 'restored';

/**
 * Tells the tags of the owner that somebody removed from an identity. The stack's resource owns it if the identity still says so by one of them, or
 * if the zone remembers the resource's claims; and if it names no other owner.
 *
 * @throws why nobody knows whose it is
 */
export async function lostOwnerTags(ports: Ports, identity: LiveIdentity, resource: ListedResource): Promise<Readonly<Record<string, string>>> {
  const { domainName, region, stackId, nonce, logicalId } = resource;
  const wants = readWants(identity.tags);
  const why = ownerOf(identity) !== undefined && identity.tags[IDENTITY_TAGS.stackId] !== stackId ? 'they name another stack'
    : wants?.settings.domainName !== domainName ? 'the settings are lost with them'
      : await ports.stack.state() !== 'settled' ? 'the stack is being deployed, or its last deployment failed'
        : await isProved(ports, identity, resource, wants) ? undefined : 'nothing else proves whose it is';
  if (why !== undefined) {
    throw new Error(`the SES identity ${domainName} in ${region} has lost tags of its owner (\`cdk-ses-dkim:…\`), and ${why}: `
      + 'deploy the identity with any change, and they are written again');
  }
  const wanted = ownerTags({ stackId, nonce, logicalId, region, requestId: NO_REQUEST }, ports.now());
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => (
    key === IDENTITY_TAGS.requestId ? !(key in identity.tags) : identity.tags[key] !== value
  )));
}

async function isProved(ports: Ports, { tags }: LiveIdentity, resource: ListedResource, { settings }: WantedSettings): Promise<boolean> {
  const { owner, stackId } = IDENTITY_TAGS;
  if (tags[owner] === resource.nonce || (tags[owner] === undefined && tags[stackId] === resource.stackId)) {
    return true;
  }
  const { place, domainName } = settings;
  if (tags[owner] !== undefined || place.kind === 'MANUAL') {
    return false;
  }
  const records = await ports.zone(place, domainName).at(`${MEMORY_LABEL}.${recordsDomain(place, domainName)}`);
  const memory = records.filter(({ type }) => type === 'TXT').map(({ values }) => parseMemory(values.join(''))).find((parsed) => parsed !== undefined);
  return memory?.entries.some((entry) => isClaimedBy(entry, holderId(resource))) ?? false;
}
