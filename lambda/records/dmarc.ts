/** RFC 7489 section 6.3: the tag comes first, and its value is exactly this. */
const VERSION = /^\s*v\s*=\s*DMARC1\s*(;|$)/;

/** From lax to strict. */
const POLICIES = ['none', 'quarantine', 'reject'];

/** Among the TXT records of a name the one that receivers read; none, and more than one, mean no DMARC (RFC 7489 section 6.6.3). */
export function dmarcAmong(texts: readonly string[]): string | undefined {
  const [only, ...others] = texts.filter((text) => VERSION.test(text));
  return others.length === 0 ? only : undefined;
}

/** Whether one record asks for at least what another does: policies as strict, and reports to the same addresses. */
export function asksForAsMuch(found: string, wanted: string): boolean {
  const [here, there] = [found, wanted].map(tagsOf);
  return inEffect(here.p, here) >= inEffect(there.p, there)
    && inEffect(here.sp ?? here.p, here) >= inEffect(there.sp ?? there.p, there)
    && ['rua', 'ruf'].every((tag) => addressesOf(there[tag]).every((address) => addressesOf(here[tag]).includes(address)));
}

/** What a record asks for mail of the domains below that have none of their own; undefined where it is no policy. */
export function policyForSubdomains(record: string): string | undefined {
  const tags = tagsOf(record);
  return POLICIES[inEffect(tags.sp ?? tags.p, tags)];
}

type DmarcTags = Readonly<Record<string, string | undefined>>;

export function tagsOf(record: string): DmarcTags {
  return Object.fromEntries(record.split(';').filter((tag) => tag.includes('=')).map((tag) => {
    const [, name, value] = /^([^=]*)=([^]*)$/.exec(tag)!;
    return [name.trim().toLowerCase(), value.trim()];
  }));
}

/**
 * How strict a policy is. Less than 0 means that it is none. For less than all of the mail (RFC 7489 `pct`), or as a test
 * (RFC 9989 `t`), the one below is what can be counted on.
 */
function inEffect(policy: string | undefined, { pct = '100', t = 'n' }: DmarcTags): number {
  const strict = POLICIES.indexOf(policy?.toLowerCase() ?? '');
  return strict > 0 && (Number(pct) < 100 || t.toLowerCase() === 'y') ? strict - 1 : strict;
}

/** Without the sizes that may follow them: `mailto:a@example.com!10m`. */
function addressesOf(uris = ''): string[] {
  return uris.split(',').map((uri) => uri.trim().toLowerCase().replace(/!\d+[kmgt]?$/, '')).filter((uri) => uri !== '');
}
