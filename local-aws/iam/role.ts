import type { ConditionContext } from './conditions';
import { History, type Propagation } from './history';
import type { PolicyDocument } from './policy-document';

/** What is attached to a role, as of a moment. */
export interface RoleView {
  readonly trustPolicy: PolicyDocument;
  readonly inlinePolicies: ReadonlyMap<string, PolicyDocument>;
  readonly managedPolicyArns: ReadonlySet<string>;
  readonly permissionsBoundaryArn?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A role and what is attached to it: as it is said to be, and as it is in effect. */
export class Role {
  private readonly history: History<RoleView>;
  private trustedFrom: number;

  constructor(
    readonly name: string, readonly arn: string, readonly id: string, trustPolicy: PolicyDocument, private readonly propagation: Propagation,
  ) {
    this.history = new History(propagation);
    this.trustedFrom = propagation.now() + propagation.delayMs();
    this.history.record({ trustPolicy, inlinePolicies: new Map(), managedPolicyArns: new Set(), tags: {} });
  }

  /** Undefined if the role is not known yet, or any more. */
  get effective(): RoleView | undefined {
    return this.history.effective;
  }

  get latest(): RoleView | undefined {
    return this.history.latest;
  }

  /** How long until IAM knows the role, and its trust policy, everywhere. */
  get untrustedMs(): number {
    return Math.max(0, this.trustedFrom - this.propagation.now());
  }

  get inlinePolicies(): ReadonlyMap<string, PolicyDocument> {
    return this.current.inlinePolicies;
  }

  get managedPolicyArns(): ReadonlySet<string> {
    return this.current.managedPolicyArns;
  }

  set trustPolicy(trustPolicy: PolicyDocument) {
    this.trustedFrom = this.propagation.now() + this.propagation.delayMs();
    this.change({ trustPolicy });
  }

  set tags(tags: Readonly<Record<string, string>>) {
    this.change({ tags });
  }

  set permissionsBoundaryArn(permissionsBoundaryArn: string | undefined) {
    this.change({ permissionsBoundaryArn });
  }

  putInline(name: string, document: PolicyDocument): void {
    this.change({ inlinePolicies: new Map(this.inlinePolicies).set(name, document) });
  }

  removeInline(name: string): void {
    this.change({ inlinePolicies: new Map([...this.inlinePolicies].filter(([other]) => other !== name)) });
  }

  attach(policyArn: string): void {
    this.change({ managedPolicyArns: new Set(this.managedPolicyArns).add(policyArn) });
  }

  detach(policyArn: string): void {
    this.change({ managedPolicyArns: new Set([...this.managedPolicyArns].filter((other) => other !== policyArn)) });
  }

  delete(): void {
    this.history.record(undefined);
  }

  private get current(): RoleView {
    return this.history.latest!;
  }

  private change(change: Partial<RoleView>): void {
    this.history.record({ ...this.current, ...change });
  }
}

/**
 * What conditions ask of a role's sessions. [DOC IAM global condition keys: aws:PrincipalTag; the tags of the role,
 * where none are passed for the session]
 */
export function principalTags({ tags }: RoleView): ConditionContext {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));
}
