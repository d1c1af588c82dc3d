import { randomUUID } from 'node:crypto';
import { matchesPattern } from './event-pattern';
import { transformed } from './input-transformer';
import type { EventsPorts, ServiceEvent } from './ports';
import { predefined } from './predefined';
import type { Rule, RuleTarget } from './rule';
import type { Call } from '../kernel/service';

type Place = Pick<Call, 'account' | 'region'>;

/**
 * A target that EventBridge was not let invoke, or had no JSON for: on AWS it shows in a metric only, and is not tried again.
 * [DOC EventBridge retry policy]
 */
export interface FailedInvocation {
  readonly ruleArn: string;
  readonly functionArn: string;
  readonly reason: string;
}

type Envelope = Readonly<Record<string, unknown>> & { readonly id: string };

/** The default event buses of all accounts and Regions, and their rules. */
export class Store {
  readonly failedInvocations: FailedInvocation[] = [];
  /** Every event but those of schedules. */
  readonly published: Envelope[] = [];
  private readonly rules = new Map<string, Rule>();

  constructor(private readonly ports: EventsPorts) {}

  /** Gives an event to every rule of the place that asks for it, and answers its id. assumed: at once; AWS takes about half a second. */
  publish(what: ServiceEvent, place: Place): string {
    const event = this.envelope(what, place);
    this.published.push(event);
    [...this.rules.values()]
      .filter(({ account, region, enabled }) => enabled && account === place.account && region === place.region)
      .filter(({ pattern }) => pattern && matchesPattern(pattern, event))
      .forEach((rule) => this.deliver(rule, event));
    return event.id;
  }

  /** A new rule, or a new version of one that exists, whose schedule begins again (assumed). */
  put(rule: Rule): void {
    this.remove(rule.arn);
    this.rules.set(rule.arn, rule);
    this.schedule(rule);
  }

  find(arn: string): Rule | undefined {
    return this.rules.get(arn);
  }

  remove(arn: string): void {
    this.rules.get(arn)?.timer?.cancel();
    this.rules.delete(arn);
  }

  /** A rate counts from when the rule is made. [DOC EventBridge rate expressions; that the first event comes after one period is assumed] */
  private schedule(rule: Rule): void {
    if (rule.everyMs === undefined || !rule.enabled) {
      return;
    }
    rule.timer = this.ports.clock.after(rule.everyMs, `events: schedule of ${rule.name}`, () => {
      this.schedule(rule);
      this.deliver(rule, this.envelope({ source: 'aws.events', detailType: 'Scheduled Event', resources: [rule.arn], detail: {} }, rule));
    });
  }

  /** [DOC EventBridge event structure] */
  private envelope({ source, detailType, resources, detail, time: at = this.ports.clock.now() }: ServiceEvent, { account, region }: Place): Envelope {
    const time = at.toISOString().replace(/\.\d+Z$/, 'Z');
    return { 'version': '0', 'id': randomUUID(), 'detail-type': detailType, source, account, time, region, resources, detail };
  }

  private deliver(rule: Rule, event: unknown): void {
    rule.targets.forEach((target) => this.invoke(rule, target, event));
  }

  private invoke(rule: Rule, { functionArn, input }: RuleTarget, event: unknown): void {
    const failed = (reason: string) => this.failedInvocations.push({ ruleArn: rule.arn, functionArn, reason });
    if (!this.ports.permits(functionArn, { principal: 'events.amazonaws.com', sourceArn: rule.arn, sourceAccount: rule.account })) {
      failed('no permission');
      return;
    }
    try {
      this.ports.invoke(functionArn, payloadOf(rule, input, event));
    } catch (error) {
      if (!(error instanceof SyntaxError)) {
        throw error;
      }
      failed(`the input is no JSON: ${error.message}`);
    }
  }
}

function payloadOf(rule: Rule, input: RuleTarget['input'], event: unknown): unknown {
  if (input === undefined) {
    return event;
  }
  return 'constant' in input ? input.constant : transformed(input, event, predefined(rule, event));
}
