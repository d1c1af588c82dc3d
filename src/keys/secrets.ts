import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { secretArn } from '../permissions/arns';
import { namedSecretArn } from '../permissions/listed-permissions';
import { ofForm } from '../private/names';
import { quote } from '../private/quoting';
import { checkPartition } from '../private/regions';

/** How a secret is named: for the handler, in a policy, and in a rule. */
export interface SecretNames {
  /** Its name if it is imported by name, and otherwise its whole ARN. */
  readonly secretId: string;
  readonly arnPattern: string;
  eventArn(): string | { readonly prefix: string };
}

/**
 * A partial ARN does not find a secret whose name ends with a hyphen and six characters: the name does.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
 */
export function secretNames(scope: IConstruct, secret: ISecret): SecretNames {
  const { secretFullArn } = secret;
  if (secretFullArn !== undefined) {
    return { secretId: secretFullArn, arnPattern: secretFullArn, eventArn: () => secretFullArn };
  }
  const name = nameOf(secret);
  return { secretId: name, arnPattern: namedSecretArn(name), eventArn: () => ({ prefix: `${secretArn(scope, name)}-` }) };
}

/** From a partial ARN, `secretName` lacks what looks like the six random characters. */
function nameOf({ secretArn: arn, secretName }: ISecret): string {
  return arn.startsWith('arn:') ? Arn.split(arn, ArnFormat.COLON_RESOURCE_NAME).resourceName ?? secretName : secretName;
}

/** What to do about a secret that is somewhere else. */
interface Ways {
  readonly inAnotherRegion: string;
  readonly inAnotherAccount: string;
  /** Whether a whole ARN leads to a secret of another account. */
  readonly takesAnyAccount: boolean;
}

const BY_WHOLE_ARN = 'import it by its whole ARN, with `Secret.fromSecretCompleteArn`, and let the role of the function `deploy` read it';
const WAYS = {
  'DkimKey.fromSecret': {
    inAnotherRegion: 'replicate it to the stack\'s Region, and import the replica by its name',
    inAnotherAccount: BY_WHOLE_ARN,
    takesAnyAccount: true,
  },
  'DkimKey.followSecret': {
    inAnotherRegion: 'EventBridge tells of new versions in its own Region only: have the identity there',
    inAnotherAccount: 'EventBridge tells of new versions in its own account only: have the identity there, or use `DkimKey.fromSecret`',
    takesAnyAccount: false,
  },
  'Dkim.byoDkimReplica': {
    inAnotherRegion: 'import the replica by its name, with `Secret.fromSecretNameV2`',
    inAnotherAccount: BY_WHOLE_ARN,
    takesAnyAccount: true,
  },
} as const satisfies Record<string, Ways>;

/** [DOC CreateSecret: Name; the exclamation mark is in the names of secrets that another service manages] */
const secretName = ofForm("a secret whose name has 1 to 512 characters, which may be letters, digits and any of '/_+=.@-!'", /^[\w/+=.@!-]{1,512}$/);

/** Refuses a secret that is somewhere else, or has no name. A name is one of the stack's account. Tokens pass. */
export function checkSecretPlace(property: keyof typeof WAYS, scope: IConstruct, secret: ISecret): void {
  secretName(`\`${property}\``, secret.secretName);
  const stack = Stack.of(scope);
  checkArn(`\`${property}\``, secret.secretArn, stack.region);
  const there = placeOf(secret);
  const { inAnotherRegion, inAnotherAccount, takesAnyAccount } = WAYS[property];
  refuseElsewhere(property, 'Region', stack.region, there.region, inAnotherRegion);
  // The ARN of a secret that another stack makes is not known here.
  if (!takesAnyAccount || secret.secretFullArn === undefined || Token.isUnresolved(secret.secretFullArn)) {
    refuseElsewhere(property, 'account', stack.account, there.account, inAnotherAccount);
  }
}

/** Refuses the ARN of something else, and of another partition. Tokens pass. */
function checkArn(property: string, arn: string, region: string): void {
  if (/^arn:[^:]+:(?!secretsmanager:[^:]*:[^:]*:secret:)/.test(arn) && !Token.isUnresolved(arn)) {
    throw new Error(`${property} must be a secret of Secrets Manager, got ${quote(arn)}`);
  }
  checkPartition(property, arn, region);
}

function refuseElsewhere(property: string, what: string, here: string, there: string, way: string): void {
  if (![here, there].some(Token.isUnresolved) && here !== there) {
    throw new Error(`\`${property}\` needs a secret in the ${what} of the stack, '${here}', got one in '${there}': ${way}`);
  }
}

function placeOf({ secretArn: arn, env }: ISecret): { readonly region: string; readonly account: string } {
  if (!arn.startsWith('arn:')) {
    return env;
  }
  const { region = env.region, account = env.account } = Arn.split(arn, ArnFormat.COLON_RESOURCE_NAME);
  return { region, account };
}
