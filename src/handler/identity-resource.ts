import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type DomainIdentityAttribute, type DomainIdentityRequest, encodeDomainIdentity, SES_DOMAIN_IDENTITY_TYPE } from '../contract/domain-identity';

/** The one resource of a domain. It can be asked for no attribute but those that its handler answers. */
export class IdentityResource extends CfnResource {
  constructor(scope: Construct, serviceToken: string, request: DomainIdentityRequest) {
    super(scope, 'Resource', { type: SES_DOMAIN_IDENTITY_TYPE, properties: { ServiceToken: serviceToken, ...encodeDomainIdentity(request) } });
  }

  attribute(name: DomainIdentityAttribute): string {
    return this.getAtt(name).toString();
  }
}
