import { Duration } from 'aws-cdk-lib';
import { CfnRule, Schedule } from 'aws-cdk-lib/aws-events';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** Calls `watch` every hour, or as often as somebody wants. */
export function addClock(scope: Construct, { functionArn, functionName }: IFunction, rate = Duration.hours(1)): void {
  const clock = new CfnRule(scope, 'Clock', {
    description: 'cdk-ses-dkim: looks after the identities of a stack',
    scheduleExpression: Schedule.rate(rate).expressionString,
    targets: [{ id: 'Watch', arn: functionArn, input: JSON.stringify({ clock: 'hourly' }) }],
  });
  new CfnPermission(scope, 'ClockPermission', {
    action: 'lambda:InvokeFunction', functionName, principal: 'events.amazonaws.com', sourceArn: clock.attrArn,
  });
}
