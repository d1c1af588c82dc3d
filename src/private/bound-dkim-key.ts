import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct, IDependable } from 'constructs';
import type { Handler } from './handler';
import { dkimRecordName } from './names';
import { TypedResource } from './typed-resource';
import { DKIM_KEY_TYPE, DkimKeyAttribute, DkimKeyRequest, encodeDkimKey, KeyLocation } from '../contract/dkim-key';
import type { PublishedRecord } from '../dns/published-record';

/** What a key is bound to. */
export interface DkimKeyContext {
  readonly domainName: string;
  readonly handler: Handler;
  /** What happens to what the identity signs with when it leaves the stack. */
  readonly removalPolicy?: RemovalPolicy;
}

/** A key whose public half is known at deploy time. */
export interface BoundDkimKey {
  readonly selector: string;
  /** The version that was checked, and no other. */
  readonly location: KeyLocation;
  readonly fingerprint: string;
  readonly record: PublishedRecord;
  /** What has to exist for as long as the key is read. */
  readonly permissions: IDependable;
  /** The secret of a key that is generated. */
  readonly generatedSecret?: Secret;
}

interface KeyToBind {
  readonly request: DkimKeyRequest;
  readonly permissions: IDependable;
  /** Without the version, which is known when the key has been read. */
  readonly location: KeyLocation;
  /** Where it is known before. */
  readonly selector?: string;
  readonly generatedSecret?: Secret;
}

/** The resource that reads or makes a key, and what follows from its answer. */
export function bindKey(
  scope: Construct, id: string, { domainName, handler }: DkimKeyContext, { request, permissions, location, generatedSecret, ...key }: KeyToBind,
): BoundDkimKey {
  const resource = new TypedResource<DkimKeyAttribute>(scope, `Key-${id}`, {
    handler, resourceType: DKIM_KEY_TYPE, properties: encodeDkimKey(request),
  });
  resource.node.addDependency(permissions);
  const selector = key.selector ?? resource.attribute('Selector');
  return {
    selector,
    location: { ...location, versionId: resource.attribute('SecretVersionId') },
    fingerprint: resource.attribute('Fingerprint'),
    permissions,
    generatedSecret,
    record: {
      id: `Dkim-${id}`,
      name: dkimRecordName(selector, domainName),
      recordType: 'TXT',
      values: [resource.attribute('TxtValue')],
      route53Values: [resource.attribute('Route53Value')],
      ttl: Duration.minutes(30),
    },
  };
}
