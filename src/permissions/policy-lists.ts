import { Lazy, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { HandlerRole } from './handler-role';
import type { IamNames } from './iam-names';
import { type Grant, LISTED_PERMISSIONS, type ListedPermission, listedStatements } from './listed-permissions';
import { onceResolved } from '../private/quoting';
import { lengthOnceResolved, SortedGroups } from '../private/sorted-groups';

/** IAM allows 6,144 characters, without blanks. [DOC IAM quotas] The rest is for what a token may turn out longer than expected. */
const MOST_CHARACTERS = 5_800;
/** Quotes and a comma. */
const PER_ENTRY = 3;

interface PolicyListsProps {
  /** How many more policies the roles can have. */
  readonly takeOne: () => void;
  readonly roles: readonly HandlerRole[];
  /** They depend on the policies, so that every identity does. */
  readonly functions: readonly CfnFunction[];
  readonly names: IamNames;
}

/** Managed policies with what the domains of a stack need, in as many as it takes. */
export class PolicyLists extends Construct {
  private readonly size: SizeOfAll;
  private readonly groups: SortedGroups<readonly Grant[], ListedGrants>;
  private readonly given: Grant[] = [];
  private readonly attachedTo: readonly HandlerRole[];
  private policies = 0;

  constructor(scope: Construct, id: string, private readonly props: PolicyListsProps) {
    super(scope, id);
    const stack = Stack.of(this);
    this.size = new SizeOfAll(stack);
    this.groups = new SortedGroups(() => new ListedGrants(stack), (groups) => this.size.surelyFits(groups));
    this.attachedTo = props.roles.filter(({ permissions }) => permissions === 'attached');
  }

  add(domainName: string, grants: readonly Grant[]): void {
    if (grants.length === 0) {
      return;
    }
    this.given.push(...grants);
    for (const { role } of this.props.roles.filter(({ permissions }) => permissions === 'reported')) {
      listedStatements(Stack.of(this), grants).forEach((statement) => role.addToPrincipalPolicy(PolicyStatement.fromJson(statement)));
    }
    if (this.attachedTo.length > 0) {
      this.list(domainName, grants);
    }
  }

  /** Everything that was added. */
  statements(): object[] {
    return listedStatements(Stack.of(this), this.given);
  }

  private list(domainName: string, grants: readonly Grant[]): void {
    this.size.add(grants);
    this.groups.add(onceResolved(this, domainName), grants);
    while (this.policies < this.groups.length) {
      this.addPolicy(this.policies++);
    }
  }

  private addPolicy(index: number): void {
    const { takeOne, functions, names } = this.props;
    takeOne();
    const policy = new CfnManagedPolicy(this, `${index + 1}`, {
      description: 'What cdk-ses-dkim needs for some domains of a stack',
      policyDocument: Lazy.any({ produce: () => this.groups.at(index).document() }),
      roles: this.attachedTo.map(({ role }) => role.roleName),
      path: names.policyPath,
      managedPolicyName: names.nameOf(`${this.node.id}${index + 1}`),
    });
    functions.forEach((handler) => handler.node.addDependency(policy));
  }
}

const EMPTY = JSON.stringify({ Version: '2012-10-17', Statement: [] }).length;

/** What a permission takes in a policy, without its list. */
function overhead(stack: Stack, permission: ListedPermission): number {
  return lengthOnceResolved(JSON.stringify(permission.statement(stack, [], [])));
}

function entriesOf({ resource, names = [] }: Grant): string[] {
  return [resource, ...names];
}

function lengthOf(entry: string): number {
  return lengthOnceResolved(entry) + PER_ENTRY;
}

/** A quick answer to whether all lists fit into so many policies. Almost always that is plain. */
class SizeOfAll {
  private readonly permissions = new Set<ListedPermission>();
  private readonly entries = new Map<string, 'once' | 'often'>();
  private overheads = EMPTY;
  private once = 0;
  private often = 0;
  private longest = 0;

  constructor(private readonly stack: Stack) {}

  add(grants: readonly Grant[]): void {
    let length = 0;
    for (const grant of grants) {
      if (!this.permissions.has(grant.permission)) {
        this.permissions.add(grant.permission);
        this.overheads += overhead(this.stack, grant.permission);
      }
      for (const entry of entriesOf(grant)) {
        length += lengthOf(entry);
        this.count(`${LISTED_PERMISSIONS.indexOf(grant.permission)} ${entry}`, lengthOf(entry));
      }
    }
    this.longest = Math.max(this.longest, length);
  }

  /** A policy that has no room for the next domain has more than it would have without the longest. Each may repeat an entry. */
  surelyFits(policies: number): boolean {
    return this.once + policies * this.often <= policies * (MOST_CHARACTERS - this.overheads - this.longest);
  }

  private count(entry: string, length: number): void {
    const before = this.entries.get(entry);
    if (before === undefined) {
      this.once += length;
    } else if (before === 'once') {
      this.once -= length;
      this.often += length;
    }
    this.entries.set(entry, before === undefined ? 'once' : 'often');
  }
}

/** The lists of one policy. */
class ListedGrants {
  private readonly lists = new Map<ListedPermission, { readonly resources: Set<string>; readonly names: Set<string> }>();
  private length = EMPTY;

  constructor(private readonly stack: Stack) {}

  /** Takes all grants of a domain or none. */
  tryAdd(grants: readonly Grant[]): boolean {
    const more = grants.reduce((sum, grant) => sum + this.lengthOf(grant), 0); // two grants of one permission count its statement twice
    if (this.lists.size > 0 && this.length + more > MOST_CHARACTERS) {
      return false;
    }
    for (const { permission, resource, names = [] } of grants) {
      const list = this.lists.get(permission) ?? { resources: new Set(), names: new Set() };
      this.lists.set(permission, list);
      list.resources.add(resource);
      names.forEach((name) => list.names.add(name));
    }
    this.length += more;
    return true;
  }

  document(): object {
    return {
      Version: '2012-10-17',
      Statement: LISTED_PERMISSIONS.filter((permission) => this.lists.has(permission)).map((permission) => {
        const { resources, names } = this.lists.get(permission)!;
        return permission.statement(this.stack, [...resources], [...names]);
      }),
    };
  }

  private lengthOf({ permission, resource, names = [] }: Grant): number {
    const list = this.lists.get(permission);
    const entries = [...list?.resources.has(resource) ? [] : [resource], ...names.filter((name) => !list?.names.has(name))];
    return entries.reduce((sum, entry) => sum + lengthOf(entry), list ? 0 : overhead(this.stack, permission));
  }
}
