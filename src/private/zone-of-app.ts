import { CfnResource, Reference, Tokenization } from 'aws-cdk-lib';
import { CfnHostedZone } from 'aws-cdk-lib/aws-route53';

/** The resource that makes a zone, if it is in the app: also of a zone that is imported by its reference. */
export function zoneOfApp(hostedZoneId: string): CfnHostedZone | undefined {
  const { tokens: [token], length } = Tokenization.reverseString(hostedZoneId);
  const target = length === 1 && Reference.isReference(token) ? token.target : undefined;
  const isZone = CfnResource.isCfnResource(target) && target.cfnResourceType === CfnHostedZone.CFN_RESOURCE_TYPE_NAME;
  return isZone ? target as CfnHostedZone : undefined;
}
