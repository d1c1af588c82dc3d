import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { CfnRecordSet, HostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { StackRef, Variant } from './variants';
import { Dkim, DkimKey, DomainDns, DomainIdentity, ExistingIdentity } from '../src';

/** Nobody's: a record for it is refused, whoever asks. */
const NO_ZONE = 'Z00000000000000000000';

/** Where stacks are deployed, and the zone of their records. */
export interface Place {
  readonly account: string;
  readonly hostedZoneId: string;
  readonly zoneName: string;
}

/** Synthesizes a stack, and removes the assembly when `use` is done. */
export async function withAssembly<T>(
  { name, region }: StackRef, variant: Variant, place: Place, use: (directory: string) => Promise<T>,
): Promise<T> {
  const outdir = mkdtempSync(join(tmpdir(), 'acceptance-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    define(new Stack(app, name, { env: { account: place.account, region } }), variant, place);
    return await use(app.synth().directory);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function define(stack: Stack, { domainName, signing, id = 'Identity', adopts = false, fails = false }: Variant, { hostedZoneId, zoneName }: Place): void {
  const identity = new DomainIdentity(stack, id, {
    domainName,
    dkim: dkimOf(stack, signing),
    dns: DomainDns.hostedZone(HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId, zoneName })),
    ...adopts && { existingIdentity: ExistingIdentity.ADOPT },
  });
  if (fails) {
    const record = new CfnRecordSet(stack, 'Fails', { hostedZoneId: NO_ZONE, name: `fails.${domainName}`, type: 'TXT', ttl: '60', resourceRecords: ['"fails"'] });
    record.node.addDependency(identity);
  }
}

function dkimOf(stack: Stack, signing: Variant['signing']): Dkim {
  switch (signing.kind) {
    case 'easy':
      return Dkim.easyDkim();
    case 'own':
      return Dkim.byoDkim({ key: DkimKey.fromSecret(Secret.fromSecretNameV2(stack, 'Secret', signing.secretName), { selector: signing.selector }) });
    case 'generated':
      return Dkim.byoDkim({ key: DkimKey.generate() });
    case 'rotated':
      // Only when this program asks for it.
      return Dkim.byoDkim({ key: DkimKey.generate(), rotation: { every: Duration.days(0) } });
    case 'followed':
      return Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(stack, 'Secret', signing.secretName)) });
    case 'shared':
      return Dkim.byoDkim({
        key: DkimKey.generate({ secretName: signing.secretName, replicaRegions: [{ region: signing.replicaRegion }] }),
        rotation: { every: Duration.days(0) },
      });
    case 'key-replica':
      return Dkim.byoDkimReplica({ secret: Secret.fromSecretNameV2(stack, 'Secret', signing.secretName) });
    case 'replica':
      return Dkim.deterministicEasyDkim({ parentRegion: signing.parentRegion });
  }
}
