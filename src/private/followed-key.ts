import { createHash } from 'crypto';
import { Arn, ArnFormat, Duration, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { bindKey, type BoundDkimKey, type DkimKeyContext } from './bound-dkim-key';
import { wholeDays } from './key-rotator';
import { grantFollowSecret } from './permissions';
import type { KeyFields } from '../contract/dkim-key';
import type { FollowedSecretOptions } from '../followed-secret';

/** A secret whose owner changes the key in it. */
export interface CheckedFollowing {
  readonly secret: ISecret;
  readonly fields: KeyFields;
  readonly overlap: Duration;
}

const LONGEST_OVERLAP_DAYS = 1000;

/** Refuses options that cannot be. */
export function checkFollowing(
  secret: ISecret, { jsonField = 'privateKey', selectorField = 'selector', overlap = Duration.days(14) }: FollowedSecretOptions,
): CheckedFollowing {
  for (const [property, field] of Object.entries({ jsonField, selectorField })) {
    if (field === '') {
      throw new Error(`\`${property}\` must be the name of a field of the secret's JSON, got ''`);
    }
  }
  if (jsonField === selectorField) {
    throw new Error(`\`jsonField\` and \`selectorField\` must be two fields of the secret's JSON, got '${jsonField}' twice`);
  }
  const fields = { privateKey: jsonField, selector: selectorField };
  return { secret, fields, overlap: Duration.days(wholeDays('overlap', overlap, 1, LONGEST_OVERLAP_DAYS)) };
}

/** The resource that publishes the secret's current key. */
export function bindFollowedKey(scope: Construct, context: DkimKeyContext, followed: CheckedFollowing): BoundDkimKey {
  const { domainName, handler } = context;
  const { secret, fields } = followed;
  checkPlace(scope, secret);
  const records = context.records();
  if (!records) {
    throw new Error('`DkimKey.followSecret` needs `dns` where records can be written: with `DomainDns.manual()` nobody publishes the next key');
  }
  const secretId = Stack.of(scope).resolve(secret.secretArn);
  handler.claimSecret(JSON.stringify(secretId), scope);
  // Another secret is another key, whose permissions come and go with it: what removes the records needs the former ones.
  const id = `Followed-${createHash('sha256').update(JSON.stringify(secretId)).digest('hex').slice(0, 8)}`;
  const policy = new iam.Policy(scope, `Policy-${id}`, { roles: [handler.role] });
  grantFollowSecret(scope, policy, secret);
  return bindKey(scope, id, context, {
    request: { kind: 'followed', domainName, secretArn: secret.secretArn, fields, records },
    permissions: policy,
    location: { secretArn: secret.secretArn, jsonField: fields.privateKey },
    followed,
  });
}

/** Its events and its labels are where it is. */
function checkPlace(scope: Construct, secret: ISecret): void {
  if (Token.isUnresolved(secret.secretArn)) {
    return;
  }
  const { account, region } = Stack.of(scope);
  const there = Arn.split(secret.secretArn, ArnFormat.COLON_RESOURCE_NAME);
  for (const [what, here, its] of [['account', account, there.account], ['Region', region, there.region]] as const) {
    if (its !== undefined && ![here, its].some((place) => Token.isUnresolved(place)) && here !== its) {
      throw new Error(`\`DkimKey.followSecret\` needs a secret in the ${what} of the stack, '${here}', got one in '${its}'`);
    }
  }
}
