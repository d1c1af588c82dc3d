import type * as sdk from '@aws-sdk/client-route-53';
import { conditionName } from './names';
import type { AccessRequest } from '../kernel/service';

const zone = (id: string) => `arn:aws:route53:::hostedzone/${id.replace('/hostedzone/', '')}`;
const on = (action: string, resource: string): AccessRequest[] => [{ action: `route53:${action}`, resource }];

/** Actions, resources and condition keys. [DOC Service Authorization Reference, Route 53] */
export const access = {
  CreateHostedZone: () => on('CreateHostedZone', '*'),
  GetHostedZone: ({ Id }: sdk.GetHostedZoneRequest) => on('GetHostedZone', zone(Id!)),
  DeleteHostedZone: ({ Id }: sdk.DeleteHostedZoneRequest) => on('DeleteHostedZone', zone(Id!)),
  ListHostedZones: () => on('ListHostedZones', '*'),
  ListHostedZonesByName: () => on('ListHostedZonesByName', '*'),
  ListResourceRecordSets: ({ HostedZoneId }: sdk.ListResourceRecordSetsRequest) => on('ListResourceRecordSets', zone(HostedZoneId!)),
  GetChange: ({ Id }: sdk.GetChangeRequest) => on('GetChange', `arn:aws:route53:::change/${Id!.replace('/change/', '')}`),
  ChangeResourceRecordSets: ({ HostedZoneId, ChangeBatch }: sdk.ChangeResourceRecordSetsRequest): AccessRequest[] => {
    const changes = ChangeBatch!.Changes!;
    const distinct = (values: string[]) => [...new Set(values)];
    return [{
      action: 'route53:ChangeResourceRecordSets',
      resource: zone(HostedZoneId!),
      context: {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': distinct(changes.map((change) => conditionName(change.ResourceRecordSet!.Name!))),
        'route53:ChangeResourceRecordSetsRecordTypes': distinct(changes.map((change) => change.ResourceRecordSet!.Type!)),
        'route53:ChangeResourceRecordSetsActions': distinct(changes.map((change) => change.Action!)),
      },
    }];
  },
};
