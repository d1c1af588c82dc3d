import { Names, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A role in a zone's account trusts roles in this path. */
export const ROLE_PATH = '/cdk-ses-dkim/';

/** Where the stack's roles and managed policies are, and what they are called if their names are not CloudFormation's. */
export class IamNames {
  readonly rolePath: string;
  readonly policyPath?: string;

  constructor(private readonly scope: IConstruct, path: string | undefined, private readonly prefix: string | undefined) {
    this.rolePath = path ?? ROLE_PATH;
    this.policyPath = path;
  }

  /** IAM has one set of names for all Regions. A role's has at most 64 characters. [DOC IAM quotas] */
  nameOf(id: string): string | undefined {
    const stack = Stack.of(this.scope);
    return this.prefix === undefined
      ? undefined
      : `${this.prefix}${Names.uniqueResourceName(stack, { maxLength: LONGEST_STACK })}-${id}-${stack.region}`;
  }
}

/** 64 without a prefix of 24, `-Deploy-`, and a Region of 14. */
const LONGEST_STACK = 18;
