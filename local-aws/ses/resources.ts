import { sesv2Operations } from './sesv2';
import type { Store } from './store';
import { inventedName } from '../cloudformation/names';
import type { ExistingResourceRequest, Properties, ResourceProviders, ResourceRequest, StackIdentity } from '../cloudformation/resource-provider';
import type { Call } from '../kernel/service';

/** `AWS::SES::EmailIdentity` and `AWS::SES::ConfigurationSet`, by way of the API. */
export function sesResources(store: Store): ResourceProviders {
  const api = sesv2Operations(store, false);
  const as = (stack: StackIdentity): Call => ({
    requestId: 'cloudformation',
    account: stack.account,
    region: stack.region,
    principal: { account: stack.account, arn: `arn:aws:iam::${stack.account}:root`, accessKeyId: 'CLOUDFORMATION' },
  });

  const describe = ({ stack }: ResourceRequest, name: string) => {
    const identity = store.find(stack, name)!;
    const { Tokens = [], SigningHostedZone, SigningAttributesOrigin } = identity.dkimAttributes;
    // Meaningful for Easy DKIM only. [DOC AWS::SES::EmailIdentity return values]
    const tokens = SigningAttributesOrigin === 'EXTERNAL' ? [] : Tokens;
    const attributes = Object.fromEntries([0, 1, 2].flatMap((index) => [
      [`DkimDNSTokenName${index + 1}`, tokens[index] ? `${tokens[index]}._domainkey.${name}` : ''],
      [`DkimDNSTokenValue${index + 1}`, tokens[index] ? `${tokens[index]}.${SigningHostedZone}` : ''],
    ]));
    return { physicalId: name, attributes: { ...attributes, EmailIdentity: name } };
  };

  const settings = (call: Call, name: string, {
    DkimAttributes, FeedbackAttributes, ConfigurationSetAttributes, MailFromAttributes,
  }: Properties) => {
    if (DkimAttributes?.SigningEnabled !== undefined) {
      api.PutEmailIdentityDkimAttributes({ EmailIdentity: name, SigningEnabled: String(DkimAttributes.SigningEnabled) === 'true' }, call);
    }
    if (FeedbackAttributes?.EmailForwardingEnabled !== undefined) {
      const enabled = String(FeedbackAttributes.EmailForwardingEnabled) === 'true';
      api.PutEmailIdentityFeedbackAttributes({ EmailIdentity: name, EmailForwardingEnabled: enabled }, call);
    }
    api.PutEmailIdentityMailFromAttributes({ EmailIdentity: name, ...MailFromAttributes }, call);
    const ConfigurationSetName = ConfigurationSetAttributes?.ConfigurationSetName;
    api.PutEmailIdentityConfigurationSetAttributes({ EmailIdentity: name, ConfigurationSetName }, call);
  };

  return {
    'AWS::SES::EmailIdentity': {
      async create(request) {
        const { EmailIdentity: name, DkimSigningAttributes, Tags } = request.properties;
        if (store.find(request.stack, name)) {
          // [LIVE widdix/mastodon-on-aws#27]
          throw new Error(`Resource of type 'AWS::SES::EmailIdentity' with identifier '${name}' already exists.`);
        }
        api.CreateEmailIdentity({ EmailIdentity: name, DkimSigningAttributes, Tags }, as(request.stack));
        try {
          settings(as(request.stack), name, request.properties);
        } catch (error) {
          store.delete(request.stack, name); // CloudFormation does not learn of a resource whose creation fails; that it leaves none is assumed
          throw error;
        }
        return describe(request, name);
      },
      async update(request) {
        const { physicalId: name, properties, previousProperties } = request;
        const signing = properties.DkimSigningAttributes;
        if (JSON.stringify(signing) !== JSON.stringify(previousProperties.DkimSigningAttributes)) {
          api.PutEmailIdentityDkimSigningAttributes({
            EmailIdentity: name, SigningAttributesOrigin: signing?.DomainSigningSelector ? 'EXTERNAL' : 'AWS_SES', SigningAttributes: signing,
          }, as(request.stack));
        }
        settings(as(request.stack), name, properties);
        return describe(request, name);
      },
      async delete({ stack, physicalId }: ExistingResourceRequest) {
        if (store.find(stack, physicalId)) {
          api.DeleteEmailIdentity({ EmailIdentity: physicalId }, as(stack));
        }
      },
    },

    'AWS::SES::ConfigurationSet': {
      async create({ stack, logicalId, properties }) {
        const name = properties.Name ?? inventedName(stack.name, logicalId);
        api.CreateConfigurationSet({ ConfigurationSetName: name }, as(stack));
        return { physicalId: name, attributes: {} };
      },
      async update({ physicalId }) {
        return { physicalId, attributes: {} };
      },
      async delete({ stack, physicalId }) {
        store.deleteConfigurationSet(stack, physicalId);
      },
    },
  };
}
