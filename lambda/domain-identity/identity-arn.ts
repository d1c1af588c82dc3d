/** The ARN of a domain's identity in the account and Region of a stack, whose ARN tells the partition too. */
export function identityArn(stackId: string, domainName: string): string {
  const [arn, partition, , region, account] = stackId.split(':');
  return [arn, partition, 'ses', region, account, `identity/${domainName}`].join(':');
}
