import { isIPv4, isIPv6 } from 'node:net';
import { problemOfName } from './names';
import { txtStrings } from './txt';
import { NotImplementedError } from '../kernel/aws-error';

const HOST = /^([\w*-]+\.)*[\w-]+\.?$/;
const NUMBER_MAX = 65_535;
const SERIAL_MAX = 4_294_967_295;

/** The data of a record as `dns-packet` takes it. */
type Data = unknown;

/**
 * Reads the values of each type, and throws Route 53's complaint about what is none. Route 53's error codes are known for
 * TXT, A and AAAA; the words for the others are assumed. [LIVE, DOC "Supported DNS record types"]
 */
const READERS: Readonly<Record<string, (value: string) => Data>> = {
  A: (value) => isIPv4(value) ? value : complain('ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)', value),
  AAAA: (value) => isIPv6(value) && !value.includes('%') ? value : complain('AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)', value),
  CAA: (value) => {
    const [flags, tag, quoted] = fields(value, /^(\d+) (\w+) (".*")$/, '[flags] [tag] "[value]"');
    return { flags: number(flags, value, 255), tag, value: txtStrings(quoted).join('') };
  },
  CNAME: host,
  MX: (value) => {
    const [preference, exchange] = fields(value, /^(\d+) (\S+)$/, '[priority] [mail server]');
    return { preference: number(preference, value), exchange: host(exchange) };
  },
  NS: host,
  PTR: host,
  SOA: (value) => {
    const [mname, rname, ...numbers] = fields(
      value, /^(\S+) (\S+) (\d+) (\d+) (\d+) (\d+) (\d+)$/, '[name server] [hostmaster] [serial] [refresh] [retry] [expire] [minimum]',
    );
    const [serial, refresh, retry, expire, minimum] = numbers.map((field) => number(field, value, SERIAL_MAX));
    return { mname: host(mname), rname: host(rname), serial, refresh, retry, expire, minimum };
  },
  SRV: (value) => {
    const [priority, weight, port, target] = fields(value, /^(\d+) (\d+) (\d+) (\S+)$/, '[priority] [weight] [port] [server host name]');
    return { priority: number(priority, value), weight: number(weight, value), port: number(port, value), target: host(target) };
  },
  TXT: (value) => txtStrings(value).map((string) => Buffer.from(string, 'latin1')),
};

/** What a value says; throws Route 53's complaint if it says nothing. */
export function readValue(type: string, value: string): Data {
  const reader = READERS[type];
  if (!reader) {
    throw new NotImplementedError(`records of type ${type}`);
  }
  return reader(value);
}

/** One value, however it was written: what may not be in a record set twice. [assumed: names without regard to case and last dot] */
export function valueIdentity(type: string, value: string): string {
  return JSON.stringify(readValue(type, value), (_, part) => typeof part === 'string' && type !== 'CAA' ? part.toLowerCase() : part);
}

function host(value: string): string {
  return HOST.test(value) && !problemOfName(value)
    ? value.replace(/\.$/, '')
    : complain('InvalidDomainName (Value is not a valid domain name)', value);
}

function fields(value: string, form: RegExp, description: string): string[] {
  const match = form.exec(value);
  return match ? match.slice(1) : complain(`UnsupportedCharacter (Value should be '${description}')`, value);
}

function number(field: string, value: string, max: number = NUMBER_MAX): number {
  return Number(field) <= max ? Number(field) : complain(`InvalidNumber (Value should be between 0 and ${max})`, value);
}

function complain(problem: string, value: string): never {
  throw new Error(`${problem} encountered with '${value}'`);
}
