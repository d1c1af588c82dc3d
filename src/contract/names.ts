/* Names of DNS in the form that SES and Route 53 store: lower case, no trailing dot. */

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const LONGEST_LABEL = 63;

/** As text. [RFC 1035 section 2.3.4] */
export const LONGEST_NAME = 253;

export function isLabel(text: string): boolean {
  return LABEL.test(text) && text.length <= LONGEST_LABEL;
}

export function isDomainName(text: string): boolean {
  const labels = text.split('.');
  // The last label of a name on the Internet is never a number: that would be an IP address. [RFC 3696 section 2]
  return labels.length > 1 && !/^\d+$/.test(labels.at(-1)!) && text.length <= LONGEST_NAME && labels.every(isLabel);
}
