import { functionReference, FunctionReference, Home } from './function-arn';
import type { LambdaFunction } from './lambda-function';
import { AwsError, NotImplementedError } from '../kernel/aws-error';

/** The functions of all accounts and Regions, by ARN. */
export class Store {
  private readonly functions = new Map<string, LambdaFunction>();
  private readonly deleted = new Set<LambdaFunction>();

  all(): readonly LambdaFunction[] {
    return [...this.functions.values()];
  }

  /** Also those that are deleted: an invocation of theirs may still run. */
  everyOne(): readonly LambdaFunction[] {
    return [...this.functions.values(), ...this.deleted];
  }

  add(fn: LambdaFunction): void {
    const { arn, name } = fn.configuration;
    if (this.functions.has(arn)) {
      throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409);
    }
    this.functions.set(arn, fn);
  }

  remove(fn: LambdaFunction): void {
    this.functions.delete(fn.configuration.arn);
    this.deleted.add(fn);
  }

  /** As a request from `home` names it. */
  find(text: string, home: Home, qualifier?: string): LambdaFunction {
    return this.get(functionReference(text, home, qualifier), home);
  }

  /** By ARN, or by a name that only one function has. */
  unique(nameOrArn: string): LambdaFunction {
    const found = this.all().filter(({ configuration }) => configuration.arn === nameOrArn || configuration.name === nameOrArn);
    if (found.length > 1) {
      throw new Error(`more than one function is called '${nameOrArn}'`);
    }
    if (found.length === 0) {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
    }
    return found[0];
  }

  private get(reference: FunctionReference, home: Home): LambdaFunction {
    if (reference.region !== home.region) {
      throw new AwsError('ResourceNotFoundException',
        `Functions from '${reference.region}' are not reachable in this region ('${home.region}')`, 404);
    }
    if (reference.account !== home.account) {
      throw new NotImplementedError('calls to functions of another account');
    }
    const fn = this.functions.get(reference.arn);
    const { qualifier } = reference;
    if (!fn || (qualifier && qualifier !== '$LATEST')) {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${reference.arn}${qualifier ? `:${qualifier}` : ''}`, 404);
    }
    return fn;
  }
}
