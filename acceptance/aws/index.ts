import { setTimeout as sleep } from 'node:timers/promises';
import { Clients } from './clients';
import { AwsIdentities } from './identities';
import { isThere } from './resources';
import { AwsSecrets } from './secrets';
import { AwsStacks } from './stacks';
import { AwsZone } from './zone';
import { CdkCli } from '../cdk-cli';
import { PublicDns } from '../dns';
import type { Subject } from '../journal';
import { newKey } from '../keys';
import type { Ports } from '../ports';
import { Interrupted } from '../until';

export { Clients } from './clients';

export interface Looking {
  readonly pollMs: number;
  readonly patience: number;
  readonly dns?: string;
}

/** AWS, as the shell reaches it, and public DNS. */
export function awsPorts(
  clients: Clients, { account, region, hostedZoneId, zoneName }: Subject, { pollMs, patience, dns }: Looking, ended: AbortSignal,
): Ports {
  return {
    makeKey: newKey,
    cli: new CdkCli({ account, hostedZoneId, zoneName }, ended),
    stacks: new AwsStacks(clients),
    identities: new AwsIdentities(clients),
    secrets: new AwsSecrets(clients),
    zone: new AwsZone(clients.route53(region), hostedZoneId),
    dns: new PublicDns(zoneName, dns),
    isThere: (where, resource) => isThere(clients, where, resource),
    pause: () => sleep(pollMs, undefined, { signal: ended }).catch(() => {
      throw new Interrupted();
    }),
    patience,
    now: Date.now,
  };
}
