import { Lazy, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { onceResolved } from '../private/quoting';
import { lengthOnceResolved, SortedGroups } from '../private/sorted-groups';

/** A secret whose new versions concern a domain. */
export interface FollowedSecret {
  readonly domainName: string;
  /** As the handler names it: the secret's name, or its whole ARN. */
  readonly secretId: string;
  /** What EventBridge compares the ARN in the event with. */
  readonly arn: string | { readonly prefix: string };
}

/** Rules for new versions of followed secrets. Each has many secrets, because a stack has room for 500 resources. */
export class FollowedSecrets extends Construct {
  private readonly groups = new SortedGroups<FollowedSecret, FollowedGroup>(() => new FollowedGroup(), (rules) => this.surelyFit(rules));
  private secrets = 0;
  private longest = 0;
  private rules = 0;

  constructor(scope: Construct, id: string, private readonly watch: IFunction) {
    super(scope, id);
  }

  add(secret: FollowedSecret): void {
    const { domainName } = secret;
    this.secrets++;
    this.longest = Math.max(this.longest, lengthOnceResolved(JSON.stringify(secret)));
    this.groups.add(onceResolved(this, domainName), secret);
    while (this.rules < this.groups.length) {
      this.addRule(this.rules++);
    }
  }

  /** A secret and its domain take no more of a pattern or a template than both together. */
  private surelyFit(rules: number): boolean {
    return this.secrets <= rules * Math.min(MOST_SECRETS, Math.floor(LONGEST_PATTERN * 0.9 / this.longest));
  }

  private addRule(index: number): void {
    const { functionArn, functionName } = this.watch;
    const rule = new CfnRule(this, `${index + 1}`, {
      description: 'cdk-ses-dkim: new versions of secrets with DKIM keys',
      // EventBridge's wildcard has no `?`, so the ARN of a secret that is known by its name is a prefix. Another secret may have
      // it too: the function compares.
      eventPattern: Lazy.any({ produce: () => this.groups.at(index).pattern() }),
      targets: [{
        id: 'Watch',
        arn: functionArn,
        inputTransformer: {
          inputPathsMap: { secret: '$.resources[0]' },
          inputTemplate: Lazy.string({ produce: () => `{"followed":{"secret":<secret>,"of":${Stack.of(this).toJsonString(this.groups.at(index).pairs())}}}` }),
        },
      }],
    });
    new CfnPermission(this, `Permission${index + 1}`, {
      action: 'lambda:InvokeFunction', functionName, principal: 'events.amazonaws.com', sourceArn: rule.attrArn,
    });
  }
}

/** [DOC EventBridge quotas: size of an event pattern; DOC InputTransformer: InputTemplate] */
const LONGEST_PATTERN = 2_048;
const LONGEST_TEMPLATE = 8_192;
const MOST_SECRETS = 20;

class FollowedGroup {
  private readonly secrets: FollowedSecret[] = [];

  tryAdd(secret: FollowedSecret): boolean {
    this.secrets.push(secret);
    if (this.secrets.length > 1 && !this.fits()) {
      this.secrets.pop();
      return false;
    }
    return true;
  }

  pattern(): object {
    return {
      // [DOC Secrets Manager, event-detail-secret-label-updated]
      'source': ['aws.secretsmanager'],
      'detail-type': ['Secret Label Updated'],
      'resources': [...new Map(this.secrets.map(({ arn }) => [JSON.stringify(arn), arn])).values()],
      'detail': { labelUpdated: ['AWSCURRENT'] },
    };
  }

  pairs(): Array<{ domain: string; secret: string }> {
    return this.secrets.map(({ domainName, secretId }) => ({ domain: domainName, secret: secretId }));
  }

  private fits(): boolean {
    return this.secrets.length <= MOST_SECRETS
      && lengthOnceResolved(JSON.stringify(this.pattern())) <= LONGEST_PATTERN
      && lengthOnceResolved(JSON.stringify(this.pairs())) <= LONGEST_TEMPLATE - 100;
  }
}
