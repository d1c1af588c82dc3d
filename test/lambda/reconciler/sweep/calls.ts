import type { DnsPort, IdentityPort, KeyPort, Ports, StackPort, ZonePort } from '../../../../lambda/ports';
import type { Stack } from '../world/stack';

/**
 * What the adapters do with a call that fails: a `read` and a `write` are tried again. A `single write` is not, if nobody knows whether it
 * had its effect. A `question` goes to DNS, which has no errors, but answers that tell nothing.
 */
export type Kind = 'read' | 'write' | 'single write' | 'question';

/** As in lambda/aws and lambda/dns. */
const IDENTITIES: Readonly<Record<keyof IdentityPort, Kind>> = {
  get: 'read',
  create: 'single write',
  delete: 'write',
  putSigning: 'single write',
  putSigningEnabled: 'write',
  putConfigurationSet: 'write',
  putFeedbackForwarding: 'write',
  putMailFrom: 'write',
  tag: 'write',
  untag: 'write',
};
const ZONE: Readonly<Record<keyof ZonePort, Kind>> = { at: 'read', below: 'read', change: 'single write' };
const KEYS: Readonly<Record<keyof KeyPort, Kind>> = { view: 'read', make: 'write', promote: 'write', removePending: 'write' };
const STACK: Readonly<Record<keyof StackPort, Kind>> = { state: 'read', has: 'read' };
const DNS: Readonly<Record<keyof DnsPort, Kind>> = { ask: 'question', delegation: 'question' };

/** A call of a port, by one execution of a function. */
export interface Call {
  readonly by: string;
  readonly service: 'SES' | 'Route 53' | 'Secrets Manager' | 'CloudFormation' | 'DNS';
  /** The Region, the hosted zone, or the stack. */
  readonly at: string;
  readonly operation: string;
  readonly kind: Kind;
  readonly args: readonly unknown[];
}

type Handle = <T>(call: Omit<Call, 'by'>, send: () => Promise<T>) => Promise<T>;

/** Ports whose calls go through `handle`. Whatever is added to a port has to be added here: otherwise it does not compile. */
export function intercepted(ports: Ports, { region, id }: Stack, handle: Handle): Ports {
  const each = <P extends object>(service: Call['service'], at: string, port: P, kinds: Readonly<Record<keyof P, Kind>>): P => (
    Object.fromEntries((Object.keys(kinds) as Array<keyof P & string>).map((operation) => {
      const method = port[operation] as (...args: unknown[]) => Promise<unknown>;
      return [operation, (...args: unknown[]) => handle({ service, at, operation, kind: kinds[operation], args }, () => method.apply(port, args))];
    })) as P
  );
  return {
    ...ports,
    identities: each('SES', region, ports.identities, IDENTITIES),
    identitiesIn: (other) => each('SES', other, ports.identitiesIn(other), IDENTITIES),
    zone: (place, domainName) => each('Route 53', place.hostedZoneId, ports.zone(place, domainName), ZONE),
    dns: each('DNS', '', ports.dns, DNS),
    keys: each('Secrets Manager', region, ports.keys, KEYS),
    stack: each('CloudFormation', id, ports.stack, STACK),
  };
}

/**
 * The positions of the calls that differ. Who waits asks the same again and again, and nothing is written in between: of these the first
 * and the last are enough.
 */
export function withoutRepetitions(calls: readonly Call[]): number[] {
  const places = calls.map((call, index) => {
    const writes = calls.slice(0, index).filter(({ by, kind }) => by === call.by && (kind === 'write' || kind === 'single write')).length;
    return `${writes} ${nameOf(call)} ${JSON.stringify(call.args)}`;
  });
  return places.flatMap((place, index) => (places.indexOf(place) === index || places.lastIndexOf(place) === index ? [index] : []));
}

/** A call in words: the same in a recorded run and in the runs that repeat it. */
export function nameOf({ by, service, operation }: Pick<Call, 'by' | 'service' | 'operation'>): string {
  return `${by}: ${service} ${operation}`;
}
