import { randomBytes } from 'node:crypto';
import type { ConditionContext } from './conditions';
import { decide, type Decision } from './evaluation';
import { GrantLedger, type UnusedGrant } from './grant-ledger';
import { History, type Propagation } from './history';
import { AWS_MANAGED_POLICIES } from './managed-policies';
import { type PolicyDocument, statementsOf } from './policy-document';
import { checkAttachedPolicies, checkInlinePolicies, checkManagedPolicy } from './policy-quotas';
import { principalTags, Role, type RoleView } from './role';
import { type Candidate, isTrusted } from './trust';
import { partitionOf } from '../cloudformation/names';
import { AwsError, NotImplementedError } from '../kernel/aws-error';
import type { Clock } from '../kernel/clock';
import type { Authorizer } from '../kernel/http-server';
import type { AccessRequest, Call } from '../kernel/service';

export interface Denial {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly reason: string;
  /** Whether it will be allowed when everything has propagated. */
  readonly early: boolean;
}

/** Which version of a role and its policies counts. */
type Moment = 'effective' | 'latest';

/** Roles and policies of all accounts, and what they allowed and refused. */
export class Store implements Authorizer {
  readonly denials: Denial[] = [];
  /**
   * Switch: how long a new role, a policy or a trust policy takes until it counts, and likewise what is taken away, after
   * CloudFormation has said that it is complete. [LIVE aws/aws-cdk#37675, go-to-k/cdkd#756: seconds to three minutes]
   */
  propagationMs = 0;
  private readonly roles = new Map<string, Role>();
  /** Also those that are deleted: in effect they may still be there. */
  private readonly everyRole: Role[] = [];
  private readonly managedPolicies = new Map<string, History<PolicyDocument>>();
  private readonly grants = new GrantLedger();
  private readonly propagation: Propagation;

  constructor(private readonly clock: Clock) {
    this.propagation = { now: () => clock.now().getTime(), delayMs: () => this.propagationMs };
  }

  authorize({ principal, region }: Call, requests: readonly AccessRequest[]): void {
    if (principal.roleName !== undefined) {
      for (const request of requests) {
        this.check(principal.account, principal.roleName, principal.arn, region, request);
      }
    }
  }

  /** What Lambda needs to write a function's log lines; without it AWS drops them silently, and here it is a denial. */
  checkLogWrite(roleArn: string, logStreamArn: string, region: string): void {
    ['logs:CreateLogStream', 'logs:PutLogEvents'].forEach((action) => this.may(roleArn, action, logStreamArn, region));
  }

  /** Whether Lambda makes the log group of a function that has none. [DOC Lambda monitoring-cloudwatchlogs: logs:CreateLogGroup] */
  mayCreateLogGroup(roleArn: string, logGroupArn: string, region: string): boolean {
    const role = this.byArn(roleArn);
    return role?.effective !== undefined && this.decide(role, role.effective, 'effective', region, { action: 'logs:CreateLogGroup', resource: logGroupArn }).allowed;
  }

  /** What Lambda needs to connect a function to a VPC. [DOC Lambda configuration-vpc: required IAM permissions] */
  mayConnect(roleArn: string, region: string): boolean {
    return [
      'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface', 'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ].map((action) => this.may(roleArn, action, '*', region)).every(Boolean);
  }

  /** A refusal is remembered among the denials. */
  private may(roleArn: string, action: string, resource: string, region: string): boolean {
    const [, , , , account, path] = roleArn.split(':');
    try {
      this.check(account, path.split('/').at(-1)!, roleArn, region, { action, resource });
      return true;
    } catch (error) {
      if ((error as AwsError).status !== 403) {
        throw error;
      }
      return false;
    }
  }

  /** Every action and resource that any role was ever given, by a policy that is not AWS's own, and no call ever needed. */
  unusedGrants(): UnusedGrant[] {
    return this.grants.unused;
  }

  /** Whether somebody may assume a role; a role that does not exist, or has another path, trusts nobody. */
  trusts(roleArn: string, candidate: Candidate): boolean {
    const view = this.byArn(roleArn)?.effective;
    return view !== undefined && isTrusted(view.trustPolicy, candidate);
  }

  /** Resolves when IAM knows a role, and its trust policy, everywhere. */
  async assumable(roleArn: string): Promise<void> {
    await this.clock.sleep(this.byArn(roleArn)?.untrustedMs ?? 0, `IAM knows the role ${roleArn} everywhere`);
  }

  /** What conditions ask of the tags of a caller's role. */
  tagsOf(roleArn: string): ConditionContext {
    const view = this.byArn(roleArn)?.effective;
    return view ? principalTags(view) : {};
  }

  hasRole(account: string, name: string): boolean {
    return this.roles.has(`${account}/${name}`);
  }

  role(account: string, name: string): Role {
    const role = this.roles.get(`${account}/${name}`);
    if (!role) {
      throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
    }
    return role;
  }

  createRole({ account, region }: Pick<Call, 'account' | 'region'>, name: string, path: string, trustPolicy: PolicyDocument): Role {
    if (this.roles.has(`${account}/${name}`)) {
      throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
    }
    const id = `AROA${randomBytes(8).toString('hex').toUpperCase()}`;
    const role = new Role(name, `arn:${partitionOf(region)}:iam::${account}:role${path}${name}`, id, trustPolicy, this.propagation);
    this.roles.set(`${account}/${name}`, role);
    this.everyRole.push(role);
    return role;
  }

  deleteRole(account: string, name: string): void {
    const role = this.roles.get(`${account}/${name}`);
    if (role && role.inlinePolicies.size + role.managedPolicyArns.size > 0) {
      throw new AwsError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
    }
    role?.delete();
    this.roles.delete(`${account}/${name}`);
  }

  putRolePolicy(role: Role, policyName: string, document: PolicyDocument): void {
    checkInlinePolicies(role.name, new Map(role.inlinePolicies).set(policyName, document).values());
    role.putInline(policyName, document);
    this.grants.give(role, document);
  }

  attachRolePolicy(role: Role, policyArn: string): void {
    checkAttachedPolicies(new Set(role.managedPolicyArns).add(policyArn));
    role.attach(policyArn);
    if (!isAwsManaged(policyArn)) {
      this.grants.give(role, this.managedPolicy(policyArn, 'latest')!);
    }
  }

  putManagedPolicy(arn: string, document: PolicyDocument): void {
    checkManagedPolicy(document);
    const history = this.managedPolicies.get(arn) ?? new History<PolicyDocument>(this.propagation);
    history.record(document);
    this.managedPolicies.set(arn, history);
    [...this.roles.values()].filter((role) => role.managedPolicyArns.has(arn)).forEach((role) => this.grants.give(role, document));
  }

  hasManagedPolicy(arn: string): boolean {
    return this.managedPolicies.get(arn)?.latest !== undefined;
  }

  deleteManagedPolicy(arn: string): void {
    this.managedPolicies.get(arn)?.record(undefined);
  }

  /** Undefined if it is not known yet, or any more. */
  private managedPolicy(arn: string, moment: Moment): PolicyDocument | undefined {
    const own = this.managedPolicies.get(arn);
    if (own) {
      return own[moment];
    }
    const known = AWS_MANAGED_POLICIES[arn.replace(/^arn:aws[\w-]*:iam::aws:policy\//, '')];
    if (!known) {
      throw new NotImplementedError(`the managed policy ${arn}`);
    }
    return known;
  }

  private byArn(roleArn: string): Role | undefined {
    return this.everyRole.filter(({ arn }) => arn === roleArn).at(-1);
  }

  private check(account: string, roleName: string, caller: string, region: string, request: AccessRequest): void {
    const candidates = this.everyRole.filter(({ name, arn }) => name === roleName && arn.split(':')[4] === account);
    const role = candidates.filter(({ effective }) => effective).at(-1);
    if (!role) {
      // A session does not outlive its role: the code is assumed.
      throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
    }
    const decision = this.decide(role, role.effective!, 'effective', region, request);
    if (decision.allowed) {
      decision.used.forEach((grant) => this.grants.use(role, grant));
      return;
    }
    const { action, resource } = request;
    const later = role.latest && this.decide(role, role.latest, 'latest', region, request);
    this.denials.push({ principal: caller, action, resource, reason: decision.reason, early: later?.allowed ?? false });
    throw new AwsError(
      'AccessDeniedException', `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} ${decision.reason}`, 403,
    );
  }

  private decide(role: Role, view: RoleView, moment: Moment, region: string, request: AccessRequest): Decision {
    const managed = [...view.managedPolicyArns].flatMap((arn) => this.managedPolicy(arn, moment) ?? []);
    const statements = [...view.inlinePolicies.values(), ...managed].flatMap(statementsOf);
    const { permissionsBoundaryArn: boundaryArn } = view;
    const boundary = boundaryArn === undefined ? undefined : statementsOf(this.managedPolicy(boundaryArn, moment) ?? { Statement: [] });
    const context = {
      'aws:RequestedRegion': region,
      'aws:PrincipalAccount': role.arn.split(':')[4],
      'aws:PrincipalArn': role.arn,
      ...principalTags(view),
      ...request.context,
    };
    return decide(request, context, statements, boundary);
  }
}

const isAwsManaged = (arn: string) => /:iam::aws:policy\//.test(arn);
