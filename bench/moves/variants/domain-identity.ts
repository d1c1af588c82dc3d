import { setTimeout } from 'node:timers/promises';
import { PutSecretValueCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EasyDkimSigningKeyLength } from 'aws-cdk-lib/aws-ses';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from '../../../src';
import { versionWith } from '../keys';
import { DOMAIN, type Stage } from '../stage';
import { FOLLOWED, NEW, OLD, OTHER, PARENT_REGIONS, type Variant } from '../variant';

type Way = (stack: Stack) => Dkim;

const secret = (stack: Stack, name: string) => Secret.fromSecretNameV2(stack, 'Secret', `dkim/${name}`);
const easy: Way = () => Dkim.easyDkim();
const easyWith1024: Way = () => Dkim.easyDkim({ signingKeyLength: EasyDkimSigningKeyLength.RSA_1024_BIT });
const byo = (selector: string, secretName = selector): Way => (stack) => (
  Dkim.byoDkim({ key: DkimKey.fromSecret(secret(stack, secretName), { selector }) })
);
const replica = (parentRegion: string): Way => () => Dkim.deterministicEasyDkim({ parentRegion });
const rotated: Way = () => Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} });
const followed: Way = (stack) => Dkim.byoDkim({ key: DkimKey.followSecret(secret(stack, FOLLOWED)) });

const [PARENT, OTHER_PARENT] = PARENT_REGIONS;

/** Every move of docs/adopting-and-moving.md, by one deployment. */
const MOVES: ReadonlyArray<readonly [string, Way, Way]> = [
  ['Easy DKIM to BYODKIM', easy, byo(OLD)],
  ['BYODKIM to Easy DKIM', byo(OLD), easy],
  ['BYODKIM, another selector', byo(OLD), byo(NEW)],
  ['BYODKIM, another key of the same selector', byo(OLD), byo(OLD, OTHER)],
  ['Easy DKIM, another key length', easy, easyWith1024],
  ['Easy DKIM to Deterministic Easy DKIM', easy, replica(PARENT)],
  ['BYODKIM to Deterministic Easy DKIM', byo(OLD), replica(PARENT)],
  ['Deterministic Easy DKIM, another parent', replica(PARENT), replica(OTHER_PARENT)],
  ['Deterministic Easy DKIM to Easy DKIM', replica(PARENT), easy],
  ['Deterministic Easy DKIM to BYODKIM', replica(PARENT), byo(OLD)],
];

const NAME = '`DomainIdentity`';

export const DEPLOYMENTS: readonly Variant[] = MOVES.map(([use, from, to]) => ({
  name: NAME, use, isToldLate: to === easy || to === easyWith1024, deploy: (stage) => deploy(stage, from), change: (stage) => deploy(stage, to),
}));

export const ROTATION: Variant = {
  name: NAME,
  use: '`rotation`',
  isToldLate: false,
  deploy: (stage) => deploy(stage, rotated),
  change: (stage) => untilSwitched(stage, async (secrets) => {
    const [{ input: { SecretId } }] = stage.aws.requests.all({ operation: 'PutSecretValue' });
    await secrets.send(new RotateSecretCommand({ SecretId: SecretId as string }));
  }),
};

export const FOLLOWING: Variant = {
  name: NAME,
  use: '`followSecret`, a new version',
  isToldLate: false,
  deploy: (stage) => deploy(stage, followed),
  change: (stage) => untilSwitched(stage, async (secrets) => {
    await secrets.send(new PutSecretValueCommand({ SecretId: `dkim/${FOLLOWED}`, SecretString: versionWith(NEW) }));
  }),
};

function deploy(stage: Stage, way: Way): Promise<void> {
  return stage.deploy((stack) => {
    new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dkim: way(stack), dns: DomainDns.hostedZone(stage.zone(stack)) });
  });
}

/** What happens without a deployment: it begins, and its switch comes some time later. */
async function untilSwitched(stage: Stage, begin: (secrets: SecretsManagerClient) => Promise<void>): Promise<void> {
  const before = stage.switches().length;
  await begin(new SecretsManagerClient(stage.aws.clientConfig()));
  await stage.flowing(async () => {
    while (stage.switches().length === before) {
      await setTimeout(20); // of the host: how long does not matter
    }
    await stage.aws.lambda.settled();
  });
}
