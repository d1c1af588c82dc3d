import type * as sdk from '@aws-sdk/client-sesv2';
import { identityArn } from './sesv2';
import { regionOf } from './signing-origin';
import type { Store } from './store';
import { partitionOf } from '../cloudformation/names';
import type { AccessRequest, Call, ServiceApi } from '../kernel/service';

const configurationSetArn = ({ account, region }: Call, name: string) => (
  `arn:${partitionOf(region)}:ses:${region}:${account}:configuration-set/${name}`
);

/** Actions, resources and condition keys. [DOC Service Authorization Reference, SESv2] */
export function sesv2Access(store: Store): ServiceApi['access'] {
  const resourceTags = (call: Call, name: string) => Object.fromEntries(
    [...store.tagsOf(call, name)].map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
  );
  /** What a request puts on. [DOC ibid.: aws:RequestTag, aws:TagKeys] */
  const requestTags = (tags: readonly sdk.Tag[] = []) => tags.length === 0 ? {} : {
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value!])), 'aws:TagKeys': tags.map(({ Key }) => Key!),
  };
  const onIdentity = (action: string) => ({ EmailIdentity: name }: { EmailIdentity?: string }, call: Call): AccessRequest[] => [
    { action: `ses:${action}`, resource: identityArn(call, name!), context: resourceTags(call, name!) },
  ];
  const onConfigurationSet = (action: string, name: string | undefined, call: Call): AccessRequest[] => (
    name ? [{ action: `ses:${action}`, resource: configurationSetArn(call, name) }] : []
  );
  /** Using a parent's key is a permission of its own, without an API. */
  const replicating = (origin: string | undefined, name: string, call: Call): AccessRequest[] => (
    origin?.startsWith('AWS_SES_') ? [{
      action: 'ses:ReplicateEmailIdentityDkimSigningKey',
      resource: identityArn({ account: call.account, region: regionOf(origin) }, name),
      context: { 'ses:ReplicaRegion': call.region },
    }] : []
  );
  /** What the resource has already may be asked for, or not: AWS's list has no aws:ResourceTag for these actions, and the resource's has. */
  const onArn = (action: string, context: AccessRequest['context'], { ResourceArn: arn }: { ResourceArn?: string }, call: Call): AccessRequest[] => {
    const known = store.ports.assumptions.resourceTagsWhenTagging || action === 'ListTagsForResource';
    return [{ action: `ses:${action}`, resource: arn!, context: { ...known && resourceTags(call, arn!.split(':identity/')[1] ?? ''), ...context } }];
  };
  const withContext = (requests: AccessRequest[], more: AccessRequest['context']) => (
    requests.map((request) => ({ ...request, context: { ...request.context, ...more } }))
  );
  return {
    CreateEmailIdentity: (input: sdk.CreateEmailIdentityRequest, call) => [
      ...withContext(onIdentity('CreateEmailIdentity')(input, call), requestTags(input.Tags)),
      // With tags the tagging is checked too. [LIVE hogsend]
      ...input.Tags?.length ? withContext(onIdentity('TagResource')(input, call), requestTags(input.Tags)) : [],
      ...onConfigurationSet('CreateEmailIdentity', input.ConfigurationSetName, call),
      ...replicating(input.DkimSigningAttributes?.DomainSigningAttributesOrigin, input.EmailIdentity!, call),
    ],
    GetEmailIdentity: onIdentity('GetEmailIdentity'),
    DeleteEmailIdentity: onIdentity('DeleteEmailIdentity'),
    ListEmailIdentities: () => [{ action: 'ses:ListEmailIdentities', resource: '*' }],
    PutEmailIdentityDkimSigningAttributes: (input: sdk.PutEmailIdentityDkimSigningAttributesRequest, call) => [
      ...onIdentity('PutEmailIdentityDkimSigningAttributes')(input, call),
      ...replicating(input.SigningAttributesOrigin, input.EmailIdentity!, call),
    ],
    PutEmailIdentityDkimAttributes: onIdentity('PutEmailIdentityDkimAttributes'),
    PutEmailIdentityMailFromAttributes: onIdentity('PutEmailIdentityMailFromAttributes'),
    PutEmailIdentityFeedbackAttributes: onIdentity('PutEmailIdentityFeedbackAttributes'),
    PutEmailIdentityConfigurationSetAttributes: (input: sdk.PutEmailIdentityConfigurationSetAttributesRequest, call) => [
      ...onIdentity('PutEmailIdentityConfigurationSetAttributes')(input, call),
      ...onConfigurationSet('PutEmailIdentityConfigurationSetAttributes', input.ConfigurationSetName, call),
    ],
    TagResource: (input: sdk.TagResourceRequest, call) => onArn('TagResource', requestTags(input.Tags), input, call),
    UntagResource: (input: sdk.UntagResourceRequest, call) => onArn('UntagResource', { 'aws:TagKeys': input.TagKeys! }, input, call),
    ListTagsForResource: (input: sdk.ListTagsForResourceRequest, call) => onArn('ListTagsForResource', {}, input, call),
    CreateConfigurationSet: (input: sdk.CreateConfigurationSetRequest, call) => (
      onConfigurationSet('CreateConfigurationSet', input.ConfigurationSetName, call)
    ),
    DeleteConfigurationSet: (input: sdk.DeleteConfigurationSetRequest, call) => (
      onConfigurationSet('DeleteConfigurationSet', input.ConfigurationSetName, call)
    ),
    SendEmail: (input: sdk.SendEmailRequest, call) => [
      ...[senderIdentity(store, call, input.FromEmailAddress!)].map((name) => ({
        action: 'ses:SendEmail',
        resource: identityArn(call, name),
        context: { 'ses:FromAddress': input.FromEmailAddress! },
      })),
      ...onConfigurationSet('SendEmail', input.ConfigurationSetName, call),
    ],
  };
}

/** The identity that an address sends with: its own, or its domain's, or one above that. [DOC verified identities] */
export function senderIdentity(store: Store, call: Call, from: string): string {
  const address = /<(.+)>/.exec(from)?.[1] ?? from;
  const labels = address.split('@')[1].split('.');
  const domains = labels.map((_, index) => labels.slice(index).join('.'));
  return [address, ...domains].find((name) => store.find(call, name)) ?? domains[0];
}
