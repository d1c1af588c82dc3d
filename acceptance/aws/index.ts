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
import { mailboxAt } from '../mailbox';
import type { Ports } from '../ports';
import { Interrupted } from '../until';

export { Clients } from './clients';

export interface Looking {
  readonly pollMs: number;
  readonly patience: number;
  readonly dns?: string;
  /** A folder. */
  readonly mail?: string;
}

/** AWS, as the shell reaches it, and public DNS. */
export function awsPorts(
  clients: Clients, { account, region, hostedZoneId, zoneName }: Subject, { pollMs, patience, dns, mail }: Looking, ended: AbortSignal,
): Ports {
  const publicDns = new PublicDns(zoneName, dns);
  return {
    makeKey: newKey,
    cli: new CdkCli({ account, hostedZoneId, zoneName }, ended),
    stacks: new AwsStacks(clients),
    identities: new AwsIdentities(clients),
    secrets: new AwsSecrets(clients),
    zone: new AwsZone(clients.route53(region), hostedZoneId),
    dns: publicDns,
    mailbox: mail === undefined ? undefined : mailboxAt(mail, publicDns),
    isThere: (where, resource) => isThere(clients, where, resource),
    pause: () => sleep(pollMs, undefined, { signal: ended }).catch(() => {
      throw new Interrupted();
    }),
    patience,
    now: Date.now,
  };
}
