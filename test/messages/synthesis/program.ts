import { App, CfnParameter, Fn } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainDns, DomainDnsRole, DomainIdentity } from '../../../src';
import { Mail } from '../../src/fixture';

/** A program with one mistake, by a caller that no compiler checks. */
export class Program extends Mail {
  /** What the program says at synthesis. */
  static messageOf(mistake: (program: Program) => unknown): string {
    const program = new Program();
    try {
      mistake(program);
      App.of(program.stack)!.synth();
    } catch (error) {
      return (error as Error).message;
    }
    return 'NOTHING';
  }

  readonly zoneOfDomain = this.zone();
  readonly secret = Secret.fromSecretNameV2(this.stack, 'Secret', 'dkim');
  readonly account = new iam.AccountPrincipal('111122223333');

  untyped(props: unknown, id = 'Identity'): DomainIdentity {
    return new DomainIdentity(this.stack, id, props as never);
  }

  /** An identity with these properties, and a domain. */
  having(props: Readonly<Record<string, unknown>>): DomainIdentity {
    return this.untyped({ domainName: 'example.com', ...props });
  }

  easy(options: unknown): DomainIdentity {
    return this.having({ dkim: Dkim.easyDkim(options as never) });
  }

  byo(options: unknown, props: object = { dns: this.dns() }): DomainIdentity {
    return this.having({ dkim: Dkim.byoDkim(options as never), ...props });
  }

  stored(secret: unknown, options: unknown): DomainIdentity {
    return this.byo({ key: DkimKey.fromSecret(secret as never, options as never) });
  }

  followed(secret: unknown, options?: unknown, props: object = { dns: this.dns() }): DomainIdentity {
    return this.byo({ key: DkimKey.followSecret(secret as never, options as never) }, props);
  }

  generated(options: unknown, rotation?: unknown): DomainIdentity {
    return this.byo({ key: DkimKey.generate(options as never), rotation });
  }

  rotated(rotation: unknown, props: object = {}): DomainIdentity {
    return this.byo({ key: DkimKey.generate(), rotation }, { dns: this.dns(), ...props });
  }

  delegated(zone: unknown, options?: unknown): DomainIdentity {
    return this.rotated({}, { dns: DomainDns.delegatedByCname(zone as never, options as never) });
  }

  elsewhere(options: Readonly<Record<string, unknown>>): DomainIdentity {
    const role = iam.Role.fromRoleArn(this.stack, 'Role', 'arn:aws:iam::444455556666:role/cdk-ses-dkim-example.com');
    return this.having({ dns: DomainDns.crossAccountHostedZone({ hostedZoneId: 'Z1', zoneName: 'example.com', role, ...options } as never) });
  }

  role(props: Readonly<Record<string, unknown>> = {}): DomainDnsRole {
    return new DomainDnsRole(this.stack, 'MailDns', { zone: this.zoneOfDomain, domainName: 'example.com', trusted: this.account, ...props } as never);
  }

  named(zoneName: string): route53.IHostedZone {
    return this.zone(zoneName, 'Z2');
  }

  parameter(type = 'String'): CfnParameter {
    return new CfnParameter(this.stack, `Parameter${type}`, { type });
  }

  number(): number {
    return this.parameter('Number').valueAsNumber;
  }

  /** A list that has no length before the deployment. */
  list(): string[] {
    return Fn.split(',', this.parameter().valueAsString);
  }
}
