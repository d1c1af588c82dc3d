/** What CloudFormation calls a resource. */
export function physicalIdOf({ nonce }: Pick<Me, 'nonce'>, domainName: string): string {
  return `${domainName}/${nonce}`;
}

/** Which resource acts. */
export interface Me {
  readonly stackId: string;
  readonly logicalId: string;
  /** Names the resource for all its life: the second half of its physical id. */
  readonly nonce: string;
  /** The CloudFormation request that the settings came with. */
  readonly requestId: string;
  readonly region: string;
}
