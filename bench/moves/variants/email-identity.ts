import { SecretValue, type Stack } from 'aws-cdk-lib';
import { TxtRecord } from 'aws-cdk-lib/aws-route53';
import { DkimIdentity, EasyDkimSigningKeyLength, EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { publicKeyOf } from '../keys';
import { DOMAIN, type Stage } from '../stage';
import { NEW, OLD, OTHER, type Variant } from '../variant';

type Way = () => DkimIdentity;

const privateKeyOf = (name: string) => SecretValue.secretsManager(`dkim/${name}`);
const easy: Way = () => DkimIdentity.easyDkim(EasyDkimSigningKeyLength.RSA_2048_BIT);
const easyWith1024: Way = () => DkimIdentity.easyDkim(EasyDkimSigningKeyLength.RSA_1024_BIT);
const byo = (selector: string, name = selector): Way => () => (
  DkimIdentity.byoDkim({ privateKey: privateKeyOf(name), selector, publicKey: publicKeyOf(name) })
);

/** What it can do: it has no Deterministic Easy DKIM. */
const MOVES: ReadonlyArray<readonly [string, Way, Way]> = [
  ['Easy DKIM to BYODKIM', easy, byo(OLD)],
  ['BYODKIM to Easy DKIM', byo(OLD), easy],
  ['BYODKIM, another selector', byo(OLD), byo(NEW)],
  ['BYODKIM, another key of the same selector', byo(OLD), byo(OLD, OTHER)],
  ['Easy DKIM, another key length', easy, easyWith1024],
];

const NAME = '`ses.EmailIdentity`';

/** As its documentation has it: the identity makes its records. [CDK aws-ses README: BYODKIM, publicHostedZone()] */
export const OWN_RECORDS: readonly Variant[] = MOVES.map(([use, from, to]) => ({
  name: NAME, use, isToldLate: to === easy || to === easyWith1024, deploy: (stage) => deploy(stage, from), change: (stage) => deploy(stage, to),
}));

/** The best that can be made of it by hand. */
export const BY_HAND: Variant = {
  name: NAME,
  use: 'BYODKIM, another selector, records by hand and `addDependency`',
  isToldLate: false,
  deploy: (stage) => deployWithRecords(stage, OLD, [OLD]),
  change: (stage) => deployWithRecords(stage, NEW, [NEW, OLD]),
};

function deploy(stage: Stage, way: Way): Promise<void> {
  return stage.deploy((stack) => {
    new EmailIdentity(stack, 'Identity', { identity: Identity.publicHostedZone(stage.zone(stack)), dkimIdentity: way() });
  });
}

/** It makes no record for a `domain()`: they are made beside it [CDK aws-ses README], here so that it waits for them. */
function deployWithRecords(stage: Stage, selector: string, published: readonly string[]): Promise<void> {
  return stage.deploy((stack: Stack) => {
    const identity = new EmailIdentity(stack, 'Identity', {
      identity: Identity.domain(DOMAIN),
      dkimIdentity: DkimIdentity.byoDkim({ privateKey: privateKeyOf(selector), selector }),
    });
    const zone = stage.zone(stack);
    for (const name of published) {
      identity.node.addDependency(new TxtRecord(stack, `Dkim-${name}`, {
        zone, recordName: `${name}._domainkey`, values: [`v=DKIM1; k=rsa; p=${publicKeyOf(name)}`],
      }));
    }
  });
}
