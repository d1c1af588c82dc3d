import { SecretValue } from 'aws-cdk-lib';
import { TxtRecord } from 'aws-cdk-lib/aws-route53';
import { DkimIdentity, EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { publicKeyOf } from '../keys';
import { DOMAIN, type Stage } from '../stage';
import { NEW, OLD, type Variant } from '../variant';

const privateKeyOf = (selector: string) => SecretValue.secretsManager(`dkim/${selector}`);

/** As its documentation has it: the identity makes its record. [CDK aws-ses README: BYODKIM, publicHostedZone()] */
function deploy(stage: Stage, selector: string): Promise<void> {
  return stage.deploy((stack) => {
    new EmailIdentity(stack, 'Identity', {
      identity: Identity.publicHostedZone(stage.zone(stack)),
      dkimIdentity: DkimIdentity.byoDkim({ privateKey: privateKeyOf(selector), selector, publicKey: publicKeyOf(selector) }),
    });
  });
}

/** It makes no record for a `domain()`: they are made beside it [CDK aws-ses README], here so that it waits for them. */
function deployWithRecords(stage: Stage, selector: string, published: readonly string[]): Promise<void> {
  return stage.deploy((stack) => {
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

export const emailIdentity: Variant = {
  name: 'ses.EmailIdentity',
  use: '`byoDkim`, its own record',
  order: 'new record and switch at the same time, then the old record goes',
  deploy: (stage) => deploy(stage, OLD),
  change: (stage) => deploy(stage, NEW),
};

/** The best that can be made of it by hand. */
export const emailIdentityWithRecords: Variant = {
  name: 'ses.EmailIdentity',
  use: '`byoDkim`, records by hand',
  order: 'new record visible, then the switch, by `addDependency`; the old record stays',
  deploy: (stage) => deployWithRecords(stage, OLD, [OLD]),
  change: (stage) => deployWithRecords(stage, NEW, [NEW, OLD]),
};
