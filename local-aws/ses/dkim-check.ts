import { ask, type CheckResult, failed, type Lookup, PASSED } from './dns-lookup';

/** Easy DKIM: every CNAME is there and points to SES. */
export async function checkCnames(lookup: Lookup, records: ReadonlyArray<{ readonly name: string; readonly target: string }>): Promise<CheckResult> {
  for (const { name, target } of records) {
    const answer = await ask<string>(lookup, name, 'CNAME');
    if ('error' in answer) {
      return failed(answer.error);
    }
    if (!answer.values.some((value) => value.toLowerCase() === target.toLowerCase())) {
      return failed('INVALID_VALUE');
    }
  }
  return PASSED;
}

/** BYODKIM: the record has the public half of the key that SES was given. Without a usable key no record can. */
export async function checkPublicKey(lookup: Lookup, name: string, publicKey: string | undefined, followsCname: boolean): Promise<CheckResult> {
  if (!followsCname && 'values' in await ask<string>(lookup, name, 'CNAME')) {
    return failed('TYPE_NOT_FOUND');
  }
  const answer = await ask<string[]>(lookup, name, 'TXT');
  if ('error' in answer) {
    return failed(answer.error);
  }
  return publicKey !== undefined && answer.values.some((strings) => publishedKey(strings.join('')) === publicKey) ? PASSED : failed('INVALID_VALUE');
}

/** The key in a DKIM record; undefined if it is no record that a verifier takes. [RFC 6376 section 3.6.1] */
function publishedKey(record: string): string | undefined {
  const tags = record.split(';').map((tag) => tag.trim()).filter(Boolean).map((tag) => {
    const [name, ...value] = tag.split('=');
    return [name.trim(), value.join('=').replace(/\s/g, '')] as const;
  });
  const { v, k = 'rsa', p } = Object.fromEntries(tags);
  const versionIsRight = v === undefined || (v === 'DKIM1' && tags[0][0] === 'v');
  return versionIsRight && k === 'rsa' && p ? p : undefined;
}
