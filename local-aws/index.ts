export { ASSUMPTIONS, type Settings, settingsFrom } from './assumptions';
export { CdkCli, type CdkResult } from './cdk-cli';
export { createDelegatedZones } from './delegated-zones';
export { LocalAws, type LocalAwsOptions } from './engine';
export { EngineProcess, type EngineProcessOptions } from './engine-process';
export type { Assumption } from './kernel/assumption';
export { Receiver, type ReceivedMail, type Verdict } from './receiver';
