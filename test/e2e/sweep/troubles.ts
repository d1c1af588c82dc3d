import type { PlannedFault } from '../../../local-aws/kernel/fault-injector';
import { isLook } from '../depth';
import type { World } from '../world';

const SECOND = 1_000;
/** As long as a grant takes effect. */
const GRANT_MS = 180 * SECOND;
const BUSY_MS = 5 * SECOND;
/** Reads are old for so long after a write. */
const STALE_MS = 30 * SECOND;

/** A call of a recorded run: which one it is in each other run. */
export interface RecordedCall {
  readonly service: string;
  readonly operation: string;
  readonly role: string;
  readonly nth: number;
  readonly since?: { readonly operation: string; readonly nth: number };
}

/** What goes wrong with a call. */
export interface Trouble {
  readonly name: string;
  readonly befalls: (call: RecordedCall) => boolean;
  readonly fault: (call: RecordedCall, world: World) => Pick<PlannedFault, 'fault' | 'every' | 'forMs'>;
  /** Whether a function waits for the host's time, ten seconds of it. */
  readonly isSlow?: boolean;
}

export const isWrite = ({ operation }: Pick<RecordedCall, 'operation'>) => !isLook(operation);
const isAny = () => true;

/** [DOC common errors of the services] */
const refused = ({ service }: RecordedCall) => ({
  kind: 'error', code: service === 'route53' || service === 'cloudformation' ? 'AccessDenied' : 'AccessDeniedException', status: 403,
} as const);
const throttled = ({ service }: RecordedCall) => ({
  kind: 'error', code: service === 'ses' ? 'TooManyRequestsException' : service === 'secretsmanager' ? 'ThrottlingException' : 'Throttling', status: service === 'ses' ? 429 : 400,
} as const);

export const TROUBLES: readonly Trouble[] = [
  { name: 'refused once', befalls: isAny, fault: (call) => ({ fault: refused(call) }) },
  { name: 'refused for three minutes', befalls: isAny, fault: (call) => ({ fault: refused(call), every: true, forMs: GRANT_MS }) },
  { name: 'throttled', befalls: isAny, fault: (call) => ({ fault: throttled(call), every: true, forMs: BUSY_MS }) },
  { name: '5xx', befalls: isAny, fault: () => ({ fault: { kind: 'error', code: 'InternalFailure', status: 500 } }) },
  { name: 'never answered', befalls: isAny, fault: () => ({ fault: { kind: 'silence' } }), isSlow: true },
  { name: 'done and never answered', befalls: isWrite, fault: () => ({ fault: { kind: 'silence-after' } }), isSlow: true },
  { name: 'answer lost', befalls: isWrite, fault: () => ({ fault: { kind: 'drop-after' } }) },
  {
    name: 'stale reads afterwards',
    befalls: (call) => isWrite(call) && (call.service === 'ses' || call.service === 'secretsmanager'),
    fault: (_, world) => ({ fault: { kind: 'meanwhile', happens: () => readsAreStale(world) } }),
  },
  { name: 'killed before', befalls: isAny, fault: () => ({ fault: { kind: 'kill-before' } }) },
  { name: 'killed after', befalls: isWrite, fault: () => ({ fault: { kind: 'kill-after' } }) },
];

/** What is written in this time shows as late as it ends. */
function readsAreStale({ aws }: World): void {
  aws.ses.assume({ readLagMs: STALE_MS, existenceLagMs: STALE_MS, tagLagMs: STALE_MS });
  aws.secretsManager.readLagMs = STALE_MS;
  aws.clock.after(STALE_MS, 'reads are fresh again', () => {
    aws.ses.assume({ readLagMs: 0, existenceLagMs: 0, tagLagMs: 0 });
    aws.secretsManager.readLagMs = 0;
  });
}
