import { type CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ASKED_METRICS_VARIABLE, type DomainMetric, encodeAskedMetrics } from '../contract/metrics';

/** Tells a function which metrics of which domains somebody looks at. Nobody can ask after synthesis. */
export class AskedMetrics {
  private readonly asked = new Map<CfnResource, Set<DomainMetric>>();

  constructor(private readonly watch: LambdaFunction) {}

  add(resource: CfnResource, metric: DomainMetric): void {
    if (this.asked.size === 0) {
      this.watch.addEnvironment(ASKED_METRICS_VARIABLE, Lazy.string({ produce: () => this.encoded() }));
    }
    this.asked.set(resource, new Set([...this.asked.get(resource) ?? [], metric]));
  }

  private encoded(): string {
    const { stack } = this.watch;
    // In CloudFormation a logical id is what the handler sees. [DOC ListStackResources]
    return encodeAskedMetrics(new Map([...this.asked].map(([resource, metrics]) => (
      [stack.resolve(Stack.of(resource).getLogicalId(resource)), metrics]
    ))));
  }
}
