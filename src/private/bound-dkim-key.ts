import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct, IDependable } from 'constructs';
import type { CheckedFollowing } from './followed-key';
import type { Handler } from './handler';
import { dkimRecordName } from './names';
import type { RecordDestination } from './record-writer';
import { TypedResource } from './typed-resource';
import {
  type CnameDelegation, DKIM_KEY_TYPE, DkimKeyAttribute, DkimKeyRequest, encodeDkimKey, GeneratedKeyLength, KeyLocation,
} from '../contract/dkim-key';
import type { PublishedRecord } from '../dns/published-record';

/** What a key is bound to. */
export interface DkimKeyContext {
  readonly domainName: string;
  readonly handler: Handler;
  /** What happens to what the identity signs with when it leaves the stack. */
  readonly removalPolicy?: RemovalPolicy;
  /** Whether the key that is signed with changes without a deployment. */
  readonly isRotated?: boolean;
  readonly rotationSchedule?: string;
  /** Where the records go of keys that are made or changed by a function; nowhere if somebody else publishes them. */
  readonly records: () => KeyRecordsDestination | undefined;
}

export interface KeyRecordsDestination extends RecordDestination {
  /** Whether the identity outlives the stack. */
  readonly identityIsRetained: boolean;
  /** Without it the zone is the domain's, and each key has a selector of its own. */
  readonly delegation?: CnameDelegation;
}

/** A key whose public half is known at deploy time. */
export interface BoundDkimKey {
  readonly selector: string;
  /** The version that was checked, and no other. */
  readonly location: KeyLocation;
  readonly fingerprint: string;
  /** What has to be in DNS for it: its own record, or the names that point to where that is. */
  readonly records: PublishedRecord[];
  /** What has to exist for as long as the key is read. */
  readonly permissions: IDependable;
  readonly generated?: GeneratedKey;
  readonly followed?: CheckedFollowing;
}

/** What is known of a key before it is made. */
export interface GeneratedKey {
  readonly secret: Secret;
  readonly keyLength: GeneratedKeyLength;
  /** Where the secret has replicas, for the domain's identities there. */
  readonly replicaRegions: readonly string[];
}

interface KeyToBind {
  readonly request: DkimKeyRequest;
  readonly permissions: IDependable;
  /** Without the version, which is known when the key has been read. */
  readonly location: KeyLocation;
  /** Where it is known before. */
  readonly selector?: string;
  readonly generated?: GeneratedKey;
  readonly followed?: CheckedFollowing;
}

/** The resource that reads or makes a key, and what follows from its answer. */
export function bindKey(
  scope: Construct, id: string, { domainName, handler }: DkimKeyContext, { request, permissions, location, generated, followed, ...key }: KeyToBind,
): BoundDkimKey {
  const resource = new TypedResource<DkimKeyAttribute>(scope, `Key-${id}`, {
    handler, resourceType: DKIM_KEY_TYPE, properties: encodeDkimKey(request),
  });
  resource.node.addDependency(permissions);
  const destination = request.kind === 'stored' ? undefined : request.records;
  const published = destination && resource;
  const selector = key.selector ?? resource.attribute('Selector');
  return {
    selector,
    location: { ...location, versionId: resource.attribute('SecretVersionId') },
    fingerprint: resource.attribute('Fingerprint'),
    permissions,
    generated,
    followed,
    records: destination?.delegation ? pointers(domainName, destination.delegation, resource) : [{
      id: `Dkim-${id}`,
      name: dkimRecordName(selector, domainName),
      recordType: 'TXT',
      values: [resource.attribute('TxtValue')],
      route53Values: [resource.attribute('Route53Value')],
      ttl: Duration.minutes(30),
      published,
    }],
  };
}

/** What the owner of the domain's DNS writes once; the records that they point to are published by the resource of the key. */
function pointers(domainName: string, { selectors, recordsDomain }: CnameDelegation, published: IDependable): PublishedRecord[] {
  return selectors.map((selector) => ({
    id: `Dkim-${selector}`,
    name: dkimRecordName(selector, domainName),
    recordType: 'CNAME',
    values: [dkimRecordName(selector, recordsDomain)],
    ttl: Duration.minutes(30),
    published,
  }));
}
