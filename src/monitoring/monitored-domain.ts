import { Resource, Stack } from 'aws-cdk-lib';
import type { IWidget, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { addAlarms } from './alarms';
import type { DomainAlarmOptions, DomainAlarms } from './domain-alarms';
import { domainMetric, stackMetric } from './metrics';
import type { Monitored } from './monitored';
import { outputStatusQuery } from './status-query';
import { dashboardWidgets } from './widgets';
import type { DomainMetric } from '../contract/metrics';
import { at } from '../private/at-path';

/**
 * What can be seen of a live domain: metrics, alarms and graphs. Every `DomainIdentity` is one.
 *
 * An hourly look at the domain makes the values. The namespace is `cdk-ses-dkim`, and the dimension is `Domain`. Only metrics that
 * are asked for here are written.
 *
 * @example
 * declare const identity: DomainIdentity;
 * declare const onCall: cloudwatch.IAlarmAction;
 *
 * identity.addAlarms({ actions: [onCall] });
 */
export abstract class MonitoredDomain extends Resource {
  /**
   * A sum over all identities of a stack. Every stack has these sums; they count as five custom metrics.
   *
   * - `Identities`: all identities
   * - `VerifiedIdentities`, `UnverifiedIdentities`: those that SES has verified, and the others
   * - `RecordsNotServed`: identities with a DKIM record that DNS does not serve
   * - `ReconcileErrors`: looks, rotations and new keys in a secret that failed
   * - `StatusEventsNotSent`: events that EventBridge did not take, if the stack sends any
   *
   * @param scope a construct in the stack
   * @param metricName one of these names
   * @param options other than the usual statistic, which is `Sum` for errors, and the usual period of an hour
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html
   *
   * @example
   * const unverified = DomainIdentity.metricAll(this, 'UnverifiedIdentities');
   */
  public static metricAll(scope: Construct, metricName: string, options?: MetricOptions): Metric {
    return at(scope, () => stackMetric(scope, metricName, options));
  }

  /**
   * Adds outputs to the stack for a person who wants to see all its domains: a query for CloudWatch Logs Insights
   * (`DomainStatusQuery`) and the log group to run it in (`DomainStatusLogGroup`).
   *
   * @param scope a construct in the stack
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AnalyzingLogData.html
   *
   * @example
   * DomainIdentity.outputStatusQuery(this);
   */
  public static outputStatusQuery(scope: Construct): void {
    at(scope, () => outputStatusQuery(Stack.of(scope)));
  }

  /**
   * The domain's name.
   */
  public abstract readonly domainName: string;

  /** @internal */
  protected abstract readonly _monitored: Monitored;

  /**
   * 1 if SES has verified the domain's DKIM keys, else 0: then mail leaves without the domain's signature.
   *
   * It has no value while SES looks for the first time, for at most 24 hours after a deployment.
   *
   * This and each other metric of a domain has a value each hour, and is one custom metric that CloudWatch charges for.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-dkim.html
   * @default - the minimum over an hour, or over the `clockRate` of the stack
   */
  public metricDkimVerified(options?: MetricOptions): Metric {
    return this.metricOf('DkimVerified', options);
  }

  /**
   * 1 if the domain's name servers serve the DKIM records that SES signs with, else 0: then receivers cannot verify the domain's mail.
   *
   * It has no value while SES looks for the first time, or if the name servers do not answer. It has none either for a key of your
   * own with `DomainDns.manual()`.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html
   * @default - the minimum over an hour, or over the `clockRate` of the stack
   */
  public metricDkimRecordServed(options?: MetricOptions): Metric {
    return this.metricOf('DkimRecordServed', options);
  }

  /**
   * 1 if SES has verified the MAIL FROM domain, else 0. Then `behaviorOnMxFailure` says whether mail still leaves.
   *
   * It has no value while SES looks for the first time, for at most 24 hours after a deployment.
   *
   * @throws if the identity has no `mailFrom`
   * @see https://docs.aws.amazon.com/ses/latest/dg/mail-from.html
   * @default - the minimum over an hour, or over the `clockRate` of the stack
   */
  public metricMailFromVerified(options?: MetricOptions): Metric {
    return this.metricOf('MailFromVerified', options);
  }

  /**
   * 1 if the domain's name servers serve a DMARC record that is as strict as `dmarc`, else 0.
   *
   * @throws if the identity has no `dmarc`
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html
   * @default - the minimum over an hour, or over the `clockRate` of the stack
   */
  public metricDmarcServed(options?: MetricOptions): Metric {
    return this.metricOf('DmarcServed', options);
  }

  /**
   * For how many days the domain has signed with its key: since SES made it (Easy DKIM), or since its record is in use (BYODKIM).
   *
   * It has no value for a key of your own with `DomainDns.manual()`, and in a Region that signs with another Region's key.
   *
   * @see https://www.m3aawg.org/DKIMKeyRotation
   * @default - the maximum over an hour, or over the `clockRate` of the stack
   */
  public metricKeyAge(options?: MetricOptions): Metric {
    return this.metricOf('KeyAge', options);
  }

  /**
   * How often something failed that is done for the live domain: the hourly look and its repairs, a rotation, or a new key in a
   * secret. A value of 0 says that somebody looked and all is well.
   *
   * What failed is tried again, and counts each time. The log of the function says what is wrong.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html
   * @default - the sum over an hour, or over the `clockRate` of the stack
   */
  public metricReconcileErrors(options?: MetricOptions): Metric {
    return this.metricOf('ReconcileErrors', options);
  }

  /**
   * Adds the alarms that most teams want for a domain. Each metric and each alarm costs money.
   *
   * The description of an alarm says what to do.
   *
   * @param options which alarms, and whom to notify
   * @returns the alarms, to change them or to add actions
   * @throws if an alarm is asked for that the identity cannot have
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
   */
  public addAlarms(options: DomainAlarmOptions = {}): DomainAlarms {
    return at(this, () => addAlarms(this, this._monitored, options));
  }

  /**
   * Graphs for a dashboard: what is verified and served, and the age of the key with the errors.
   *
   * They show all metrics that the domain can have, and each of those is a custom metric that CloudWatch charges for.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  public dashboardWidgets(): IWidget[] {
    return dashboardWidgets(this, this._monitored);
  }

  private metricOf(name: DomainMetric, options?: MetricOptions): Metric {
    return at(this, () => {
      const { hasMailFrom, hasDmarc } = this._monitored;
      const missing = name === 'MailFromVerified' && !hasMailFrom ? '`mailFrom`'
        : name === 'DmarcServed' && !hasDmarc ? '`dmarc` in a hosted zone' : undefined;
      if (missing !== undefined) {
        throw new Error(`\`metric${name}\` needs ${missing}, and this identity has none`);
      }
      this._monitored.ask(name);
      return domainMetric(Stack.of(this), this.domainName, name, options);
    });
  }
}
