import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  type ByoDkimSigningOptions, Dkim, DkimKey, DomainDns, DomainIdentity, type DomainIdentityProps, type SecretDkimKeyOptions,
} from '../../src';

export const DOMAIN = 'example.com';
export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, any>;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** A stack and what it has. */
export class Mail {
  readonly stack: Stack;

  constructor(props: StackProps = { env: { account: ACCOUNT, region: REGION } }, context?: Record<string, unknown>) {
    this.stack = new Stack(new App({ context }), 'Mail', props);
  }

  identity(props: Partial<DomainIdentityProps> = {}, id = 'Identity'): DomainIdentity {
    return new DomainIdentity(this.stack, id, { domainName: DOMAIN, ...props });
  }

  zone(zoneName = DOMAIN, hostedZoneId = 'Z1'): route53.IHostedZone {
    const id = `Zone-${zoneName}-${hostedZoneId}`;
    return this.stack.node.tryFindChild(id) as unknown as route53.IHostedZone | undefined
      ?? route53.HostedZone.fromHostedZoneAttributes(this.stack, id, { hostedZoneId, zoneName });
  }

  dns(zoneName?: string, hostedZoneId?: string): DomainDns {
    return DomainDns.hostedZone(this.zone(zoneName, hostedZoneId));
  }

  key(selector: string, options: Partial<SecretDkimKeyOptions> = {}): DkimKey {
    return DkimKey.fromSecret(Secret.fromSecretNameV2(this.stack, `Secret-${selector}`, `dkim/${selector}`), { selector, ...options });
  }

  /** An identity that signs with a key, in a zone. */
  signing(key: DkimKey, options: Partial<ByoDkimSigningOptions> = {}, id?: string): DomainIdentity {
    const domainName = id ? `${id.toLowerCase()}.${DOMAIN}` : DOMAIN;
    return this.identity({ domainName, dkim: Dkim.byoDkim({ key, ...options }), dns: this.dns() }, id);
  }

  template(): Template {
    return Template.fromStack(this.stack);
  }

  resources(type?: string): Array<[string, Resource]> {
    return Object.entries<Resource>(this.template().toJSON().Resources).filter(([, { Type }]) => type === undefined || Type === type);
  }

  only(type: string): [string, Resource] {
    const found = this.resources(type);
    expect(found).toHaveLength(1);
    return found[0];
  }

  /** The properties of the one identity. */
  properties(): Record<string, any> {
    const { ServiceToken, ...properties } = this.only('Custom::SesDomainIdentity')[1].Properties;
    expect(ServiceToken).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^CdkSesDkimDeploy/), 'Arn'] });
    return properties;
  }

  /** What is always in the policies of a function. */
  constants(of: 'Deploy' | 'Watch'): Statement[] {
    const [, role] = this.resources('AWS::IAM::Role').find(([id]) => id.startsWith(`CdkSesDkim${of}Role`))!;
    return role.Properties.Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);
  }

  /** What the template adds to them. */
  listed(of: 'Deploy' | 'Watch'): Statement[] {
    return this.resources('AWS::IAM::ManagedPolicy')
      .filter(([, { Properties }]) => JSON.stringify(Properties.Roles).includes(`CdkSesDkim${of}Role`))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  }
}

export function allowing(statements: readonly Statement[], action: string): Statement[] {
  return statements.filter(({ Action }) => [Action].flat().includes(action));
}
