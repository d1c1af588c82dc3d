import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const USAGE = `npm run try -- PATH STACK [options]

  PATH                     the folder of your app, with its cdk.json
  STACK                    the stack to deploy
  --zone NAME              a hosted zone that exists before; more than once, and 'example.com' if none is given
  --secret NAME            a secret that exists before, with a new RSA key of 2048 bits as PEM; more than once
  --secret NAME=FILE       a secret with what is in the file
  -c, --context KEY=VALUE  for the CDK CLI; the first zone is there as 'domainName' and 'hostedZoneId'
  --account ID             the account, 111122223333 if none is given
  --region REGION          the Region, eu-west-1 if none is given`;

export interface Trial {
  readonly app: string;
  readonly stack: string;
  readonly zones: readonly string[];
  /** The names of secrets, with the file that has the text of each. Without one it is a new key. */
  readonly secrets: ReadonlyArray<readonly [name: string, file?: string]>;
  readonly context: Readonly<Record<string, string>>;
  readonly account?: string;
  readonly region?: string;
}

/** Throws with what is wrong, and how it goes. */
export function trialOf(args: string[]): Trial {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        zone: { type: 'string', multiple: true },
        secret: { type: 'string', multiple: true },
        context: { type: 'string', multiple: true, short: 'c' },
        account: { type: 'string' },
        region: { type: 'string' },
      },
    });
    const [path, stack, ...more] = positionals;
    if (path === undefined || stack === undefined || more.length > 0) {
      throw new Error('the folder of an app and the name of a stack are needed, and nothing more');
    }
    const app = resolve(path);
    if (!statSync(`${app}/cdk.json`, { throwIfNoEntry: false })) {
      throw new Error(`there is no cdk.json in ${app}`);
    }
    return {
      app,
      stack,
      zones: values.zone ?? ['example.com'],
      secrets: (values.secret ?? []).map((secret) => pairOf(secret)),
      context: Object.fromEntries((values.context ?? []).map((item) => {
        const [key, value] = pairOf(item);
        if (value === undefined) {
          throw new Error(`--context must be KEY=VALUE, got '${item}'`);
        }
        return [key, value];
      })),
      account: values.account,
      region: values.region,
    };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${USAGE}`);
  }
}

/** What is before the first `=`, and after it. */
function pairOf(text: string): [string, string?] {
  const position = text.indexOf('=');
  return position < 0 ? [text] : [text.slice(0, position), text.slice(position + 1)];
}
