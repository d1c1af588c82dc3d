import type { Clock } from '../kernel/clock';

/** Credentials of a session of a role, as STS gives them. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Whose log lines these are. */
export interface LogWriter {
  readonly account: string;
  readonly region: string;
  readonly logStream: string;
  /** Whose permissions decide on AWS whether the lines are kept. */
  readonly roleArn: string;
}

/** What Lambda needs of the rest of the engine. */
export interface LambdaPorts {
  readonly clock: Clock;
  /** The engine's own URL, `http://127.0.0.1:port`: where the SDK inside a function finds every service. */
  readonly endpoint: () => string;
  /** The engine's name server, `127.0.0.1:port`. */
  readonly dns: () => string;
  /** An object of S3; throws as S3 does. */
  readonly objects: (bucket: string, key: string) => Buffer | Promise<Buffer>;
  /** A session of the role for one process; throws if Lambda may not assume the role. */
  readonly credentials: (roleArn: string, sessionName: string) => SessionCredentials | Promise<SessionCredentials>;
  /** How much of the host's time a handler has at least, however fast the engine's clock goes. */
  readonly leastHostMs?: number;
  /** Resolves when Lambda can assume the role, as far as IAM's delays go. */
  readonly untilAssumable?: (roleArn: string) => Promise<void>;
  /** Whether a role may make the network interfaces that a function in a VPC has. */
  readonly mayConnect?: (roleArn: string, region: string) => boolean;
  /** How many functions of an account run at the same time in a Region; as many as there are if it is not said. */
  readonly concurrency?: number;
  readonly logs: (logGroup: string, line: string, writer: LogWriter) => void;
  /** Counts what CloudWatch counts of each function. [DOC Lambda metrics: Invocations, Errors, Throttles] */
  readonly metric?: (functionName: string, name: 'Invocations' | 'Errors' | 'Throttles', value: number, place: Pick<LogWriter, 'account' | 'region'>) => void;
}
