import { randomBytes } from 'node:crypto';
import { decide } from './evaluation';
import { GrantLedger, type UnusedGrant } from './grant-ledger';
import { AWS_MANAGED_POLICIES } from './managed-policies';
import { type PolicyDocument, statementsOf } from './policy-document';
import { checkAttachedPolicies, checkInlinePolicies, checkManagedPolicy } from './policy-quotas';
import { Role } from './role';
import { type Candidate, isTrusted } from './trust';
import { partitionOf } from '../cloudformation/names';
import { AwsError, NotImplementedError } from '../kernel/aws-error';
import type { Authorizer } from '../kernel/http-server';
import type { AccessRequest, Call } from '../kernel/service';

export interface Denial {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly reason: string;
}

/** Roles and policies of all accounts, and what they allowed and refused. */
export class Iam implements Authorizer {
  readonly denials: Denial[] = [];
  private readonly roles = new Map<string, Role>();
  private readonly managedPolicies = new Map<string, PolicyDocument>();
  private readonly grants = new GrantLedger();

  authorize({ principal, region }: Call, requests: readonly AccessRequest[]): void {
    if (principal.roleName !== undefined) {
      for (const request of requests) {
        this.check(principal.account, principal.roleName, principal.arn, region, request);
      }
    }
  }

  /** What Lambda needs to write a function's log lines; without it AWS drops them silently, and here it is a denial. */
  checkLogWrite(roleArn: string, logStreamArn: string, region: string): void {
    const [, , , , account, path] = roleArn.split(':');
    for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
      try {
        this.check(account, path.split('/').at(-1)!, roleArn, region, { action, resource: logStreamArn });
      } catch (error) {
        if ((error as AwsError).status !== 403) {
          throw error;
        } // refused: remembered among the denials
      }
    }
  }

  /** Every action and resource that any role was ever given, by a policy that is not AWS's own, and no call ever needed. */
  unusedGrants(): UnusedGrant[] {
    return this.grants.unused;
  }

  /** Whether somebody may assume a role; a role that does not exist, or has another path, trusts nobody. */
  trusts(roleArn: string, candidate: Candidate): boolean {
    const role = [...this.roles.values()].find(({ arn }) => arn === roleArn);
    return role !== undefined && isTrusted(role.trustPolicy, candidate);
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
    const role = new Role(name, `arn:${partitionOf(region)}:iam::${account}:role${path}${name}`, id, trustPolicy);
    this.roles.set(`${account}/${name}`, role);
    return role;
  }

  deleteRole(account: string, name: string): void {
    const role = this.roles.get(`${account}/${name}`);
    if (role && role.inlinePolicies.size + role.managedPolicyArns.size > 0) {
      throw new AwsError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
    }
    this.roles.delete(`${account}/${name}`);
  }

  putRolePolicy(role: Role, policyName: string, document: PolicyDocument): void {
    checkInlinePolicies(role.name, new Map(role.inlinePolicies).set(policyName, document).values());
    role.inlinePolicies.set(policyName, document);
    this.grants.give(role, document);
  }

  attachRolePolicy(role: Role, policyArn: string): void {
    checkAttachedPolicies(new Set(role.managedPolicyArns).add(policyArn));
    role.managedPolicyArns.add(policyArn);
    if (!isAwsManaged(policyArn)) {
      this.grants.give(role, this.managedPolicy(policyArn));
    }
  }

  putManagedPolicy(arn: string, document: PolicyDocument): void {
    checkManagedPolicy(document);
    this.managedPolicies.set(arn, document);
    [...this.roles.values()].filter((role) => role.managedPolicyArns.has(arn)).forEach((role) => this.grants.give(role, document));
  }

  deleteManagedPolicy(arn: string): void {
    this.managedPolicies.delete(arn);
  }

  private managedPolicy(arn: string): PolicyDocument {
    const own = this.managedPolicies.get(arn);
    if (own) {
      return own;
    }
    const known = AWS_MANAGED_POLICIES[arn.replace(/^arn:aws[\w-]*:iam::aws:policy\//, '')];
    if (!known) {
      throw new NotImplementedError(`the managed policy ${arn}`);
    }
    return known;
  }

  private check(account: string, roleName: string, caller: string, region: string, request: AccessRequest): void {
    const role = this.roles.get(`${account}/${roleName}`);
    if (!role) {
      // A session does not outlive its role: the code is assumed.
      throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
    }
    const statements = role.statements((arn) => this.managedPolicy(arn));
    const { permissionsBoundaryArn: boundaryArn } = role;
    const boundary = boundaryArn === undefined ? undefined : statementsOf(this.managedPolicy(boundaryArn));
    const context = {
      'aws:RequestedRegion': region, 'aws:PrincipalAccount': account, 'aws:PrincipalArn': role.arn, ...role.principalTags, ...request.context,
    };
    const decision = decide(request, context, statements, boundary);
    if (decision.allowed) {
      decision.used.forEach((grant) => this.grants.use(role, grant));
      return;
    }
    const { action, resource } = request;
    this.denials.push({ principal: caller, action, resource, reason: decision.reason });
    throw new AwsError(
      'AccessDeniedException', `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} ${decision.reason}`, 403,
    );
  }
}

const isAwsManaged = (arn: string) => /:iam::aws:policy\//.test(arn);
