/** One `AWS::Lambda::Permission`. */
export interface PolicyStatement {
  readonly id: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

/** An AWS service that calls a function, for one of its resources. */
export interface ServiceCaller {
  /** `secretsmanager.amazonaws.com` */
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

/** The resource policy of a function: which services may invoke it, and for whom [DOC Lambda API AddPermission]. */
export class FunctionPolicy {
  private readonly statements = new Map<string, PolicyStatement>();

  add(statement: PolicyStatement): void {
    this.statements.set(statement.id, statement);
  }

  remove(id: string): void {
    this.statements.delete(id);
  }

  allows(caller: ServiceCaller): boolean {
    return [...this.statements.values()].some((statement) =>
      ['lambda:InvokeFunction', 'lambda:*', '*'].includes(statement.action)
      && statement.principal === caller.principal
      && (statement.sourceArn === undefined || (caller.sourceArn !== undefined && like(statement.sourceArn, caller.sourceArn)))
      && (statement.sourceAccount === undefined || statement.sourceAccount === caller.sourceAccount));
  }
}

/** [DOC Lambda API AddPermission, SourceArn] compared by StringLike. */
function like(pattern: string, value: string): boolean {
  const expression = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${expression}$`).test(value);
}
