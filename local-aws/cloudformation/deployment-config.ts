/** `EXPRESS` waits for no resource to become ready, and rolls back only if it is told to. [DOC CloudFormation express mode; CDK CLI] */
export interface DeploymentConfig {
  readonly mode: 'STANDARD' | 'EXPRESS';
  readonly disableRollback?: boolean;
}
