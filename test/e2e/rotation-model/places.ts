import type { Stack } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { DomainDns } from '../../../src';
import { DOMAIN, type World } from '../world';

/** Where the records of the rotated keys are. */
export interface Place {
  readonly zoneName: string;
  /** What the records are under. */
  readonly recordsDomain: string;
  /** Whether keys have two selectors in turns, which only keys have that are rotated. */
  readonly takesTurns: boolean;
  readonly dns: (scope: Stack, world: World) => DomainDns;
}

/** The zone that two CNAMEs of the domain lead to. */
export const OURS = 'dkim.example.net';

export const PLACES: ReadonlyArray<readonly [string, Place]> = [
  ['in the domain\'s zone', { zoneName: DOMAIN, recordsDomain: DOMAIN, takesTurns: false, dns: (scope, world) => world.zone(scope) }],
  ['behind two CNAMEs', {
    zoneName: OURS,
    recordsDomain: `${DOMAIN}.${OURS}`,
    takesTurns: true,
    dns: (scope, world) => DomainDns.delegatedByCname(route53.HostedZone.fromHostedZoneAttributes(scope, 'Ours', {
      hostedZoneId: world.zoneId(OURS), zoneName: OURS,
    })),
  }],
];
