import { randomBytes } from 'node:crypto';
import type { Store } from './store';
import type {
  ExistingResourceRequest, ResourceProvider, ResourceRequest, ResourceState, UpdateResourceRequest,
} from '../cloudformation/resource-provider';
import { NotImplementedError } from '../kernel/aws-error';

const KNOWN = ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'];

/** `AWS::Lambda::Permission`: a statement in the resource policy of a function. Every change replaces it. */
export class PermissionResource implements ResourceProvider {
  constructor(private readonly functions: Store) {}

  async create({ properties, stack, logicalId }: ResourceRequest): Promise<ResourceState> {
    const unknown = Object.keys(properties).find((name) => !KNOWN.includes(name));
    if (unknown) {
      throw new NotImplementedError(`property ${unknown} of AWS::Lambda::Permission`);
    }
    const id = `${stack.name}-${logicalId}-${randomBytes(6).toString('hex')}`;
    this.functions.find(properties.FunctionName, stack).policy.add({
      id,
      action: properties.Action,
      principal: properties.Principal,
      sourceArn: properties.SourceArn,
      sourceAccount: properties.SourceAccount,
    });
    return { physicalId: id, attributes: { Id: id } };
  }

  async update({ physicalId }: UpdateResourceRequest): Promise<ResourceState> {
    throw new Error(`CloudFormation replaces a permission, it never updates one: ${physicalId}`);
  }

  async delete({ properties, stack, physicalId }: ExistingResourceRequest): Promise<void> {
    // A function that is gone has taken its policy with it.
    this.functions.all()
      .filter(({ configuration: { name, arn, account, region } }) =>
        [name, arn].includes(properties.FunctionName) && account === stack.account && region === stack.region)
      .forEach(({ policy }) => policy.remove(physicalId));
  }
}
