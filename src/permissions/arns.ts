import { Aws, Fn, Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';
import { zoneOfApp } from '../private/zone-of-app';

/*
 * ARNs as plain strings, as far as that is possible: `Fn::Join` would take several times their length in a template.
 */

/** Undefined if the Region is unknown before the deployment. */
function partitionOf(stack: Stack): string | undefined {
  return Token.isUnresolved(stack.region) ? undefined : RegionInfo.get(stack.region).partition;
}

/** For a policy: an account has one partition, so a wildcard for it does not open anything. */
export function policyArn(scope: IConstruct, service: string, resource: string): string {
  const stack = Stack.of(scope);
  return listedArn(service, resource, { region: stack.region, account: stack.account });
}

/** For a policy with many resources. */
export function listedArn(service: string, resource: string, { region = '*', account = '*' } = {}): string {
  return `arn:*:${service}:${region}:${account}:${resource}`;
}

/** For everybody else. */
function exactArn(scope: IConstruct, service: string, resource: string): string {
  const stack = Stack.of(scope);
  return `arn:${partitionOf(stack) ?? Aws.PARTITION}:${service}:${stack.region}:${stack.account}:${resource}`;
}

export function identityArn(scope: IConstruct, domainName: string): string {
  return exactArn(scope, 'ses', `identity/${domainName}`);
}

export function configurationSetArn(scope: IConstruct, name: string): string {
  return exactArn(scope, 'ses', `configuration-set/${name}`);
}

export function secretArn(scope: IConstruct, name: string): string {
  return exactArn(scope, 'secretsmanager', `secret:${name}`);
}

export function hostedZoneArn(hostedZoneId: string): string {
  return listedArn('route53', `hostedzone/${mayHavePrefix(hostedZoneId) ? withoutPrefix(hostedZoneId) : hostedZoneId}`, { region: '', account: '' });
}

/** A token may turn out as the Route 53 API answers an id, if it is not that of a zone of the app. */
function mayHavePrefix(hostedZoneId: string): boolean {
  return Token.isUnresolved(hostedZoneId) && zoneOfApp(hostedZoneId) === undefined;
}

const WITHOUT_PREFIX = new Map<string, string>();

/** The same text for the same token: a policy then has the zone once. */
function withoutPrefix(token: string): string {
  const text = WITHOUT_PREFIX.get(token) ?? Fn.join('', Fn.split('/hostedzone/', token));
  WITHOUT_PREFIX.set(token, text);
  return text;
}
