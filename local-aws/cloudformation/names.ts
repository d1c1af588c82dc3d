import { randomBytes, randomUUID } from 'node:crypto';

/** `aws`, `aws-cn`, `aws-us-gov`. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) {
    return 'aws-cn';
  }
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

export function urlSuffixOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

export function newArn(kind: 'stack' | 'changeSet', name: string, account: string, region: string): string {
  return `arn:${partitionOf(region)}:cloudformation:${region}:${account}:${kind}/${name}/${randomUUID()}`;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** `MyStack-MyResource-1A2B3C4D5E6F`: the name that CloudFormation invents where nobody gave one. */
export function inventedName(stackName: string, logicalId: string): string {
  const suffix = [...randomBytes(12)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return `${stackName}-${logicalId}-${suffix}`;
}
