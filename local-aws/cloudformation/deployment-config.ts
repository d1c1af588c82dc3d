/** `EXPRESS` waits for no resource to become ready, and rolls back only on request. [DOC CloudFormation express mode; CDK CLI] */
export interface DeploymentConfig {
  readonly mode: 'STANDARD' | 'EXPRESS';
  readonly disableRollback?: boolean;
}
