/** An error as an AWS service answers it: the protocol layer gives it the service's wire form. */
export class AwsError extends Error {
  constructor(readonly code: string, message: string, readonly status: number = 400) {
    super(message);
    this.name = code;
  }
}

/** What the engine has no implementation of fails loudly, with its name: a double that guesses is worse than none. */
export class NotImplementedError extends AwsError {
  constructor(what: string) {
    super('NotImplementedByLocalAws', `local-aws does not implement ${what}`, 501);
  }
}
