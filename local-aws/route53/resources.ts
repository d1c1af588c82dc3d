import { randomUUID } from 'node:crypto';
import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { ChangeStatus } from './changes';
import type { HostedZone } from './hosted-zone';
import { normalName } from './names';
import type { Store } from './store';
import { inventedName } from '../cloudformation/names';
import type { Properties, ResourceProviders, ResourceRequest, ResourceState } from '../cloudformation/resource-provider';
import { AwsError, NotImplementedError } from '../kernel/aws-error';

const ZONE_PROPERTIES = ['Name', 'HostedZoneConfig', 'HostedZoneTags', 'VPCs'];
const RECORD_PROPERTIES = ['Name', 'Type', 'TTL', 'ResourceRecords', 'HostedZoneId', 'HostedZoneName', 'Comment'];
const GROUP_PROPERTIES = ['HostedZoneId', 'HostedZoneName', 'Comment', 'RecordSets'];

/**
 * `AWS::Route53::HostedZone`, `RecordSet` and `RecordSetGroup`.
 *
 * CloudFormation waits until a change is INSYNC before the resource is complete, but in express mode, and unless the assumption
 * `recordSetWaits` is set otherwise.
 */
export function route53Resources(route53: Store): ResourceProviders {
  const served = async (changes: readonly ChangeStatus[], { express }: ResourceRequest) => {
    if (!express && route53.waitsForInsync) {
      await Promise.all(changes.map((status) => route53.changes.insync(status)));
    }
  };
  /** Each zone gets one batch; those of several zones are all or none each, and not together. [assumed] */
  const change = async (request: ResourceRequest, batches: ReadonlyMap<string, Change[]>) => {
    try {
      const submitted = [...batches].map(([zoneId, changes]) => route53.change(request.stack.account, zoneId, changes));
      await served(submitted, request);
    } catch (error) {
      // CloudFormation quotes Route 53's list of problems. [LIVE mooyoul/aws-cdk-ses-domain-identity#6]
      throw error instanceof AwsError ? new Error(`${error.message} (Service: Route53, Status Code: ${error.status}, Error Code: ${error.code})`) : error;
    }
  };
  const zoneOf = ({ stack: { account } }: ResourceRequest, { HostedZoneId, HostedZoneName }: Properties): string => {
    if ((HostedZoneId === undefined) === (HostedZoneName === undefined)) {
      throw new Error('Exactly one of HostedZoneId and HostedZoneName must be specified'); // assumed text
    }
    if (HostedZoneId) {
      return route53.zone(account, HostedZoneId).id;
    }
    const named = route53.zonesOf(account).filter(({ name }) => name === normalName(HostedZoneName));
    if (named.length !== 1) {
      throw new Error(`${named.length === 0 ? 'No' : 'More than one'} hosted zones named ${HostedZoneName} found`); // assumed text
    }
    return named[0].id;
  };
  const batch = (request: ResourceRequest, entries: ReadonlyArray<readonly [Change['Action'], Properties]>) => {
    const batches = new Map<string, Change[]>();
    for (const [Action, properties] of entries) {
      const zoneId = zoneOf(request, properties);
      batches.set(zoneId, [...batches.get(zoneId) ?? [], { Action, ResourceRecordSet: toRecordSet(properties) }]);
    }
    return change(request, batches);
  };
  /** One that is gone, or whose zone is gone, is deleted; one that somebody changed is not what the template made, and fails. [assumed] */
  const stillThere = (request: ResourceRequest, properties: Properties): boolean => {
    try {
      return route53.zone(request.stack.account, zoneOf(request, properties)).find(properties.Name, properties.Type) !== undefined;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'NoSuchHostedZone') {
        return false;
      }
      throw error;
    }
  };
  const remove = (request: ResourceRequest, sets: readonly Properties[]) => (
    batch(request, sets.filter((set) => stillThere(request, set)).map((set) => ['DELETE', set]))
  );

  return {
    'AWS::Route53::HostedZone': {
      async create(request) {
        const { properties, stack, logicalId } = request;
        onlyKnown('AWS::Route53::HostedZone', properties, ZONE_PROPERTIES);
        const { zone, change: created } = route53.createZone(stack.account, {
          Name: properties.Name,
          CallerReference: `${stack.name}/${logicalId}/${randomUUID()}`, // a replacement is made while the old one is there
          HostedZoneConfig: { Comment: properties.HostedZoneConfig?.Comment, PrivateZone: properties.VPCs !== undefined },
        });
        await served([created], request);
        return zoneState(zone);
      },
      async update({ stack, physicalId, properties }) {
        onlyKnown('AWS::Route53::HostedZone', properties, ZONE_PROPERTIES);
        const zone = route53.zone(stack.account, physicalId);
        zone.comment = properties.HostedZoneConfig?.Comment;
        return zoneState(zone);
      },
      async delete(request) {
        const { stack, physicalId } = request;
        if (route53.zonesOf(stack.account).some(({ id }) => id === physicalId)) {
          await served([route53.deleteZone(stack.account, physicalId)], request);
        }
      },
    },

    'AWS::Route53::RecordSet': {
      async create(request) {
        await batch(request, [['CREATE', request.properties]]);
        return { physicalId: request.properties.Name, attributes: {} };
      },
      async update(request) {
        await batch(request, [['UPSERT', request.properties]]);
        return { physicalId: request.physicalId, attributes: {} };
      },
      delete: (request) => remove(request, [request.properties]),
    },

    'AWS::Route53::RecordSetGroup': {
      async create(request) {
        await batch(request, membersOf(request.properties).map((set) => ['CREATE', set]));
        const physicalId = inventedName(request.stack.name, request.logicalId);
        return { physicalId, attributes: { Id: physicalId } };
      },
      async update(request) {
        const { properties, previousProperties, physicalId } = request;
        const [sets, previous] = [membersOf(properties), membersOf(previousProperties)];
        const keyOf = (set: Properties) => `${zoneOf(request, set)} ${normalName(set.Name)} ${set.Type}`;
        const [keys, previousKeys] = [sets.map(keyOf), previous.map(keyOf)];
        const gone = previous.filter((set) => !keys.includes(keyOf(set)) && stillThere(request, set));
        await batch(request, [
          ...gone.map((set) => ['DELETE', set] as const),
          ...sets.map((set) => [previousKeys.includes(keyOf(set)) ? 'UPSERT' : 'CREATE', set] as const),
        ]);
        return { physicalId, attributes: { Id: physicalId } };
      },
      delete: (request) => remove(request, membersOf(request.properties)),
    },
  };
}

/** The record sets of a group; the group's zone is theirs. */
function membersOf(properties: Properties): Properties[] {
  onlyKnown('AWS::Route53::RecordSetGroup', properties, GROUP_PROPERTIES);
  const { HostedZoneId, HostedZoneName, RecordSets = [] } = properties;
  return (RecordSets as Properties[]).map((set) => (set.HostedZoneId || set.HostedZoneName ? set : { ...set, HostedZoneId, HostedZoneName }));
}

function zoneState({ id, isPrivate, nameServers }: HostedZone): ResourceState {
  return { physicalId: id, attributes: { Id: id, ...isPrivate ? {} : { NameServers: [...nameServers] } } };
}

function toRecordSet(properties: Properties): ResourceRecordSet {
  onlyKnown('AWS::Route53::RecordSet', properties, RECORD_PROPERTIES);
  return {
    Name: properties.Name,
    Type: properties.Type,
    TTL: properties.TTL === undefined ? undefined : Number(properties.TTL),
    ResourceRecords: (properties.ResourceRecords ?? []).map((Value: string) => ({ Value })),
  };
}

function onlyKnown(type: string, properties: Properties, known: readonly string[]): void {
  const unknown = Object.entries(properties).find(([name, value]) => value !== undefined && !known.includes(name));
  if (unknown) {
    throw new NotImplementedError(`${unknown[0]} of ${type}`);
  }
}
