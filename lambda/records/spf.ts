const VERSION = /^v=spf1(?= |$)/i;

/**
 * Whether a name's TXT records let SES send for it, and are as strict to other senders as the wanted record. That is exactly one SPF
 * record (RFC 7208 section 3.2). It has SES's mechanism before its `all`, and the `all` fails.
 */
export function letsSesSend(found: readonly string[], wanted: string): boolean {
  const [only, ...others] = found.filter((text) => VERSION.test(text));
  if (only === undefined || others.length > 0) {
    return false;
  }
  const terms = termsOf(only);
  const all = terms.findIndex((term) => /^[-+~?]?all$/.test(term));
  const includes = termsOf(wanted).filter((term) => term.startsWith('include:'));
  return /^[-~]all$/.test(terms[all] ?? '')
    && includes.every((include) => terms.slice(0, all).some((term) => term.replace(/^\+/, '') === include));
}

function termsOf(text: string): string[] {
  return text.replace(VERSION, '').toLowerCase().split(/ +/).filter((term) => term !== '');
}
