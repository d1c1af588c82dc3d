import { partitionOf } from '../cloudformation/names';
import { AwsError } from '../kernel/aws-error';

export interface Home {
  readonly account: string;
  readonly region: string;
}

/** A function, as a request names it. */
export interface FunctionReference extends Home {
  readonly name: string;
  /** Without a qualifier. */
  readonly arn: string;
  readonly qualifier?: string;
}

/** [DOC Lambda API Invoke, FunctionName] a name, a partial ARN or an ARN; each may carry a version or an alias. */
const REFERENCE = /^(?:arn:aws[a-z-]*:lambda:([a-z0-9-]+):)?(?:(?:(\d{12}):)?function:)?([A-Za-z0-9_-]+)(?::(\$LATEST|[A-Za-z0-9_-]+))?$/;

export function functionReference(text: string, home: Home, qualifier?: string): FunctionReference {
  const match = REFERENCE.exec(text);
  if (!match) {
    throw new AwsError('ValidationException',
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${REFERENCE.source}`);
  }
  const [, region = home.region, account = home.account, name, version] = match;
  return { region, account, name, arn: functionArn(name, { region, account }), qualifier: qualifier ?? version };
}

export function functionArn(name: string, { region, account }: Home): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${name}`;
}
