export { StepFunctions } from './step-functions';
export type { Execution, ExecutionStatus } from './execution';
export type { StepFunctionsPorts } from './ports';
