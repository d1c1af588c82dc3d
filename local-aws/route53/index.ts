import * as sdk from '@aws-sdk/client-route-53';
import { access } from './access';
import { route53Operations } from './operations';
import { route53Resources } from './resources';
import { type Route53Options, Store } from './store';
import type { ResourceProviders } from '../cloudformation/resource-provider';
import type { ServiceApi } from '../kernel/service';

export { ROUTE53_ASSUMPTIONS } from './assumptions';
export { type DnsQuery, type Keeping, type Period, socketOf } from './dns';
export type { HostedZone } from './hosted-zone';
export type { Route53Options } from './store';

/** Route 53, and the DNS that serves its zones. */
export class Route53 extends Store {
  readonly apis: ServiceApi[];
  readonly resources: ResourceProviders;

  constructor(options: Route53Options) {
    super(options);
    this.apis = [{ signingName: 'route53', protocol: 'rest-xml', sdk, operations: route53Operations(this, options.clock), access }];
    this.resources = route53Resources(this);
  }
}
