import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { Route53 } from '.';
import { normalName } from './names';
import type { Properties, ResourceProviders, ResourceRequest } from '../cloudformation/resource-provider';
import { AwsError } from '../kernel/aws-error';

/** Attributes that the engine has no records for. */
const UNSUPPORTED = ['AliasTarget', 'SetIdentifier', 'Weight', 'Region', 'GeoLocation', 'Failover', 'MultiValueAnswer', 'HealthCheckId'];

/**
 * `AWS::Route53::HostedZone`, `RecordSet` and `RecordSetGroup`.
 *
 * CloudFormation waits until a change is INSYNC before the resource is complete. [assumed: CloudFormation's documentation
 * does not say; it is what operators see]
 */
export function route53Resources(route53: Route53): ResourceProviders {
  const change = async ({ stack }: ResourceRequest, zoneId: string, changes: Change[]) => {
    try {
      await route53.insync(route53.change(stack.account, zoneId, changes));
    } catch (error) {
      // CloudFormation quotes Route 53's list of problems. [LIVE mooyoul/aws-cdk-ses-domain-identity#6]
      throw error instanceof AwsError ? new Error(`${error.message} (Service: Route53, Status Code: ${error.status}, Error Code: ${error.code})`) : error;
    }
  };
  const zoneOf = ({ stack }: ResourceRequest, { HostedZoneId, HostedZoneName }: Properties): string => (
    HostedZoneId ?? route53.zonesOf(stack.account).find(({ name }) => name === normalName(HostedZoneName))?.id ?? missingZone(HostedZoneName)
  );

  return {
    'AWS::Route53::HostedZone': {
      async create(request) {
        const { properties, stack, logicalId } = request;
        const { zone, change: id } = route53.createZone(stack.account, {
          Name: properties.Name,
          CallerReference: `${stack.id}/${logicalId}`,
          HostedZoneConfig: { Comment: properties.HostedZoneConfig?.Comment, PrivateZone: properties.VPCs !== undefined },
        });
        await route53.insync(id);
        return { physicalId: zone.id, attributes: { Id: zone.id, NameServers: [...zone.nameServers] } };
      },
      async update({ stack, physicalId }) {
        const zone = route53.zone(stack.account, physicalId);
        return { physicalId, attributes: { Id: zone.id, NameServers: [...zone.nameServers] } };
      },
      async delete({ stack, physicalId }) {
        await route53.insync(route53.deleteZone(stack.account, physicalId));
      },
    },

    'AWS::Route53::RecordSet': {
      async create(request) {
        const { properties } = request;
        await change(request, zoneOf(request, properties), [{ Action: 'CREATE', ResourceRecordSet: toRecordSet(properties) }]);
        return { physicalId: properties.Name, attributes: {} };
      },
      async update(request) {
        const { properties, physicalId } = request;
        await change(request, zoneOf(request, properties), [{ Action: 'UPSERT', ResourceRecordSet: toRecordSet(properties) }]);
        return { physicalId, attributes: {} };
      },
      async delete(request) {
        const { properties, stack } = request;
        const zoneId = zoneOf(request, properties);
        // One that is gone is a success; one that somebody changed is not what the template made, and fails. [assumed]
        if (route53.zone(stack.account, zoneId).find(properties.Name, properties.Type)) {
          await change(request, zoneId, [{ Action: 'DELETE', ResourceRecordSet: toRecordSet(properties) }]);
        }
      },
    },
  };
}

function toRecordSet(properties: Properties): ResourceRecordSet {
  const unsupported = UNSUPPORTED.find((name) => name in properties);
  if (unsupported) {
    throw new Error(`local-aws does not implement ${unsupported} of AWS::Route53::RecordSet`);
  }
  return {
    Name: properties.Name,
    Type: properties.Type,
    TTL: Number(properties.TTL),
    ResourceRecords: (properties.ResourceRecords ?? []).map((Value: string) => ({ Value })),
  };
}

function missingZone(name: string): never {
  throw new Error(`No hosted zones named ${name} found`);
}
