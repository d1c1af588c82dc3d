export { type CloudFormationAssumptions, CLOUDFORMATION_ASSUMPTIONS, DEFAULT_CLOUDFORMATION_ASSUMPTIONS } from './assumptions';
export { CloudFormation } from './cloudformation';
export type { CloudFormationOptions, DeployRequest, ResourceOutcome, StackOutcome } from './cloudformation';
export type { StackEvent } from './events';
export type { CloudFormationPorts, Place, ResponseSlot, ResponseUrls, SecretReference } from './ports';
export { RESPONSE_PATH, ResponseSink } from './response-sink';
export * from './resource-provider';
