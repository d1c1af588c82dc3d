/** Why an operation on one resource failed; the message is the reason that events show. */
export class ResourceFailure extends Error {
  /**
   * `leftover` is what may exist all the same: a custom resource whose Create failed gets a Delete with the id that it
   * answered or, failing that, with one that CloudFormation invented [CDK custom-resources README; CDK#36951].
   */
  constructor(message: string, readonly leftover?: { readonly physicalId: string; readonly requestId: string }) {
    super(message);
    this.name = 'ResourceFailure';
  }
}

export const CREATION_CANCELLED = 'Resource creation cancelled';
export const UPDATE_CANCELLED = 'Resource update cancelled';
