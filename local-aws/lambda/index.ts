export { LambdaService } from './lambda-service';
export type { DiscardedEvent } from './event-queue';
export type { ServiceCaller } from './function-policy';
export type { InvocationResult } from './invocation';
export type { LambdaFunction } from './lambda-function';
export type { LambdaPorts, LogWriter, SessionCredentials } from './ports';
