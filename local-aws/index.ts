export { CdkCli, type CdkResult } from './cdk-cli';
export { LocalAws, type LocalAwsOptions } from './engine';
export { Receiver, type ReceivedMail, type Verdict } from './receiver';
