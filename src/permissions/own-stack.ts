import { Aws, type Stack } from 'aws-cdk-lib';
import { policyArn } from './arns';

/** How the statements name the stack that the functions belong to. */
export interface OwnStack {
  readonly account: string;
  readonly region: string;
  readonly stack: Stack;
  readonly logGroupArn: string;
  /** The stack itself, as far as it is known. */
  readonly stackArn: string;
  readonly stackArnOperator: 'StringEquals' | 'StringLike';
  /** Each stack of the name: identities outlive a stack that is deleted with RETAIN, or whose update is rolled back. */
  readonly everyOfName: string;
}

/** For policies that CloudFormation makes with the stack. */
export function knownStack(stack: Stack, logGroupArn: string): OwnStack {
  const { account, region } = stack;
  return {
    account,
    region,
    stack,
    logGroupArn,
    stackArn: Aws.STACK_ID,
    stackArnOperator: 'StringEquals',
    everyOfName: policyArn(stack, 'cloudformation', `stack/${Aws.STACK_NAME}/*`),
  };
}

/**
 * For policies that somebody makes before the stack: its id ends in a random part, and CloudFormation has not named its log group.
 *
 * @param logGroupArn of a log group that is there already
 */
export function foreseenStack(stack: Stack, logGroupArn: string | undefined): OwnStack {
  const { account, region, stackName } = stack;
  const everyOfName = policyArn(stack, 'cloudformation', `stack/${stackName}/*`);
  return {
    account,
    region,
    stack,
    // [DOC CloudFormation, physical ids: the stack's name, the logical id, and a random part]
    logGroupArn: logGroupArn ?? policyArn(stack, 'logs', `log-group:${stackName}-CdkSesDkim*`),
    stackArn: everyOfName,
    stackArnOperator: 'StringLike',
    everyOfName,
  };
}
