import type * as sdk from '@aws-sdk/client-route-53';
import { conditionName } from './names';
import { partitionOf } from '../cloudformation/names';
import type { AccessRequest, Call } from '../kernel/service';

const zone = (id: string, { region }: Call) => `arn:${partitionOf(region)}:route53:::hostedzone/${id.replace('/hostedzone/', '')}`;
const on = (action: string, resource: string): AccessRequest[] => [{ action: `route53:${action}`, resource }];

/** Actions, resources and condition keys. [DOC Service Authorization Reference, Route 53] */
export const access = {
  CreateHostedZone: () => on('CreateHostedZone', '*'),
  GetHostedZone: ({ Id }: sdk.GetHostedZoneRequest, call: Call) => on('GetHostedZone', zone(Id!, call)),
  DeleteHostedZone: ({ Id }: sdk.DeleteHostedZoneRequest, call: Call) => on('DeleteHostedZone', zone(Id!, call)),
  ListHostedZones: () => on('ListHostedZones', '*'),
  ListHostedZonesByName: () => on('ListHostedZonesByName', '*'),
  ListResourceRecordSets: ({ HostedZoneId }: sdk.ListResourceRecordSetsRequest, call: Call) => on('ListResourceRecordSets', zone(HostedZoneId!, call)),
  CreateResourceRecordSetProtections: ({ HostedZoneId }: sdk.CreateResourceRecordSetProtectionsRequest, call: Call) => (
    on('CreateResourceRecordSetProtections', zone(HostedZoneId!, call))
  ),
  DeleteResourceRecordSetProtections: ({ HostedZoneId }: sdk.DeleteResourceRecordSetProtectionsRequest, call: Call) => (
    on('DeleteResourceRecordSetProtections', zone(HostedZoneId!, call))
  ),
  ListResourceRecordSetProtections: ({ HostedZoneId }: sdk.ListResourceRecordSetProtectionsRequest, call: Call) => (
    on('ListResourceRecordSetProtections', zone(HostedZoneId!, call))
  ),
  GetChange: ({ Id }: sdk.GetChangeRequest, { region }: Call) => on('GetChange', `arn:${partitionOf(region)}:route53:::change/${Id!.replace('/change/', '')}`),
  ChangeResourceRecordSets: ({ HostedZoneId, ChangeBatch }: sdk.ChangeResourceRecordSetsRequest, call: Call): AccessRequest[] => {
    const changes = ChangeBatch!.Changes!;
    const distinct = (values: string[]) => [...new Set(values)];
    return [{
      action: 'route53:ChangeResourceRecordSets',
      resource: zone(HostedZoneId!, call),
      context: {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': distinct(changes.map((change) => conditionName(change.ResourceRecordSet!.Name!))),
        'route53:ChangeResourceRecordSetsRecordTypes': distinct(changes.map((change) => change.ResourceRecordSet!.Type!)),
        'route53:ChangeResourceRecordSetsActions': distinct(changes.map((change) => change.Action!)),
      },
    }];
  },
};
