import type { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IDependable } from 'constructs';
import { executionRole } from './execution-role';
import type { Handler } from './handler';
import { attendDaily, keyChangeFunction } from './key-change-function';
import { grantFollowSecret, grantSwitchKey } from './permissions';
import type { RecordDestination } from './record-writer';
import type { KeyFields } from '../contract/dkim-key';

interface SecretFollowerProps {
  readonly handler: Handler;
  readonly domainName: string;
  readonly secret: ISecret;
  readonly fields: KeyFields;
  readonly overlap: Duration;
  readonly destination: RecordDestination;
  /** Where the domain's identities sign with the key. */
  readonly regions: readonly string[];
  /** The identity: following begins after it is there, and ends before it goes. */
  readonly identity: IDependable;
}

/** The function that takes one identity to the key that a secret of the user's has now. */
export class SecretFollower extends Construct {
  readonly function: lambda.Function;

  constructor(scope: Construct, props: SecretFollowerProps) {
    super(scope, 'Following');
    const { domainName, secret, destination, regions, fields, handler: { logGroup } } = props;
    const role = executionRole(this, 'Role', logGroup);
    const granted = [grantFollowSecret(this, role, secret), grantSwitchKey(this, role, { domainName, regions })];
    destination.grantWrite(role);
    this.function = keyChangeFunction(this, {
      description: `cdk-ses-dkim: follows the secret with the DKIM key of ${domainName}`,
      role,
      logGroup,
      settings: {
        domainName,
        secretArn: secret.secretArn,
        fields,
        ...destination,
        overlapSeconds: props.overlap.toSeconds(),
        regions,
      },
    });
    const changed = new events.Rule(this, 'Changed', {
      description: `A new version of the secret with the DKIM key of ${domainName}`,
      // [DOC Secrets Manager, event-detail-secret-label-updated]
      eventPattern: {
        source: ['aws.secretsmanager'],
        detailType: ['Secret Label Updated'],
        // The event has the full ARN. Without its six random characters another secret may match too, which does no harm:
        // the function looks at its own. EventBridge's wildcard has no `?`. [DOC EventBridge content filtering]
        resources: secret.secretFullArn ? [secret.secretFullArn] : events.Match.prefix(`${secret.secretArn}-`),
        detail: { labelUpdated: ['AWSCURRENT'] },
      },
      targets: [new targets.LambdaFunction(this.function)],
    });
    // EventBridge delivers as well as it can; a day later at the latest the key is applied.
    const daily = attendDaily(this, this.function, domainName);
    for (const rule of [changed, daily]) {
      rule.node.addDependency(props.identity, ...granted);
    }
  }
}
