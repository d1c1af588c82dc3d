import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { DOMAIN_MESSAGES } from '../contract/metrics';
import { StackHandler } from '../handler/stack-handler';

const ID = 'DomainStatusQuery';

/**
 * For CloudWatch Logs Insights: the latest line of each domain.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Dedup.html
 */
const STATUS_QUERY = [
  'fields domainName, mode, status, selectors.0, recordServed, mailFromVerified, dmarcServed, keyAgeDays, nextRetirement, error',
  `filter message in ${JSON.stringify(Object.values(DOMAIN_MESSAGES))}`,
  'sort @timestamp desc',
  'dedup domainName',
  'limit 500',
].join(' | ');

/** Outputs of the stack. Asked for twice, they are there once. */
export function outputStatusQuery(stack: Stack): void {
  const { logGroup } = StackHandler.of(stack);
  if (!stack.node.tryFindChild(ID)) {
    new CfnOutput(stack, ID, { value: STATUS_QUERY, description: 'For CloudWatch Logs Insights: all domains of the stack, as they are' });
    new CfnOutput(stack, 'DomainStatusLogGroup', { value: logGroup.logGroupName, description: 'Where to run the query DomainStatusQuery' });
  }
}
