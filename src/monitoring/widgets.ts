import { Stack } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { domainMetric } from './metrics';
import type { Monitored } from './monitored';
import type { DomainMetric } from '../contract/metrics';

/** Two graphs in a row: a dashboard is 24 columns wide. */
const WIDTH = 12;

export function dashboardWidgets(identity: Construct & { readonly domainName: string }, { hasMailFrom, hasDmarc, ask }: Monitored): IWidget[] {
  const { domainName } = identity;
  const metric = (name: DomainMetric, label: string): Metric => {
    ask(name);
    return domainMetric(Stack.of(identity), domainName, name, { label });
  };
  return [
    new GraphWidget({
      title: `${domainName}: verified and served (1) or not (0)`,
      width: WIDTH,
      left: [
        metric('DkimVerified', 'DKIM verified'),
        metric('DkimRecordServed', 'DKIM record served'),
        ...hasMailFrom ? [metric('MailFromVerified', 'MAIL FROM verified')] : [],
        ...hasDmarc ? [metric('DmarcServed', 'DMARC record served')] : [],
      ],
      leftYAxis: { min: 0, max: 1, showUnits: false },
    }),
    new GraphWidget({
      title: `${domainName}: key and errors`,
      width: WIDTH,
      left: [metric('KeyAge', 'age of the key')],
      leftYAxis: { min: 0, label: 'days', showUnits: false },
      right: [metric('ReconcileErrors', 'errors')],
      rightYAxis: { min: 0, label: 'errors', showUnits: false },
    }),
  ];
}
