import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export function identityArn(scope: IConstruct, domainName: string, region?: string): string {
  return Stack.of(scope).formatArn({ service: 'ses', region, resource: 'identity', resourceName: domainName });
}

export function configurationSetArn(scope: IConstruct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'ses', resource: 'configuration-set', resourceName: name });
}

export function secretArn(scope: IConstruct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'secretsmanager', resource: 'secret', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

/** A zone has no partition of its own in the lists: they have to be short. */
export function hostedZoneArn(hostedZoneId: string): string {
  return `arn:*:route53:::hostedzone/${hostedZoneId}`;
}
