export { Events } from './events';
export { rateMs } from './rate-expression';
export type { FailedInvocation } from './events';
export type { EventsPorts, ServiceEvent } from './ports';
