import { physicalName } from './physical-name';
import type { PolicyDocument } from './policy-document';
import type { Role } from './role';
import type { Store } from './store';
import { partitionOf } from '../cloudformation/names';
import type { Properties, ResourceProviders, ResourceRequest } from '../cloudformation/resource-provider';

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: PolicyDocument;
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** `AWS::IAM::Role`, `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy`. */
export function iamResources(iam: Store): ResourceProviders {
  const roleNamesOf = ({ properties }: ResourceRequest) => (properties.Roles ?? []) as string[];

  const rolesOf = (request: ResourceRequest) => roleNamesOf(request).map((name) => iam.role(request.stack.account, name));

  /** For what is taken away: a role that is gone took its policies along. */
  const remainingRolesOf = (request: ResourceRequest) => roleNamesOf(request)
    .filter((name) => iam.hasRole(request.stack.account, name)).map((name) => iam.role(request.stack.account, name));

  const describe = (role: Role) => ({ physicalId: role.name, attributes: { Arn: role.arn, RoleId: role.id } });

  const configure = (role: Role, { properties, tags }: Pick<ResourceRequest, 'properties' | 'tags'>, previous: Properties = {}) => {
    role.trustPolicy = properties.AssumeRolePolicyDocument;
    role.tags = { ...tags, ...Object.fromEntries((properties.Tags as Tag[] ?? []).map(({ Key, Value }) => [Key, Value])) };
    role.permissionsBoundaryArn = properties.PermissionsBoundary;
    for (const { PolicyName } of (previous.Policies ?? []) as InlinePolicy[]) {
      role.removeInline(PolicyName);
    }
    for (const { PolicyName, PolicyDocument } of (properties.Policies ?? []) as InlinePolicy[]) {
      iam.putRolePolicy(role, PolicyName, PolicyDocument);
    }
    for (const arn of (previous.ManagedPolicyArns ?? []) as string[]) {
      role.detach(arn);
    }
    for (const arn of (properties.ManagedPolicyArns ?? []) as string[]) {
      iam.attachRolePolicy(role, arn);
    }
    return describe(role);
  };

  return {
    'AWS::IAM::Role': {
      async create(request) {
        const { stack, properties } = request;
        const name = properties.RoleName ?? physicalName(stack.name, request.logicalId, 64);
        return configure(iam.createRole(stack, name, properties.Path ?? '/', properties.AssumeRolePolicyDocument), request);
      },
      async update(request) {
        return configure(iam.role(request.stack.account, request.physicalId), request, request.previousProperties);
      },
      async delete({ stack, physicalId, properties }) {
        if (!iam.hasRole(stack.account, physicalId)) {
          return; // what is gone is deleted
        }
        // CloudFormation takes off what the template itself put on. [assumed]
        const { AssumeRolePolicyDocument } = properties;
        configure(iam.role(stack.account, physicalId), { properties: { AssumeRolePolicyDocument }, tags: {} }, properties);
        iam.deleteRole(stack.account, physicalId);
      },
    },

    'AWS::IAM::Policy': {
      async create(request) {
        const { PolicyName, PolicyDocument } = request.properties;
        rolesOf(request).forEach((role) => iam.putRolePolicy(role, PolicyName, PolicyDocument));
        return { physicalId: physicalName(request.stack.name, request.logicalId, 128), attributes: {} };
      },
      async update(request) {
        const { properties, previousProperties, physicalId } = request;
        remainingRolesOf({ ...request, properties: previousProperties })
          .forEach((role) => role.removeInline(previousProperties.PolicyName));
        rolesOf(request).forEach((role) => iam.putRolePolicy(role, properties.PolicyName, properties.PolicyDocument));
        return { physicalId, attributes: {} };
      },
      async delete(request) {
        remainingRolesOf(request).forEach((role) => role.removeInline(request.properties.PolicyName));
      },
    },

    'AWS::IAM::ManagedPolicy': {
      async create(request) {
        const { stack, properties, logicalId } = request;
        const name = properties.ManagedPolicyName ?? physicalName(stack.name, logicalId, 128);
        const arn = `arn:${partitionOf(stack.region)}:iam::${stack.account}:policy${properties.Path ?? '/'}${name}`;
        iam.putManagedPolicy(arn, properties.PolicyDocument);
        rolesOf(request).forEach((role) => iam.attachRolePolicy(role, arn));
        return { physicalId: arn, attributes: { PolicyArn: arn } };
      },
      async update(request) {
        const { physicalId, properties, previousProperties } = request;
        iam.putManagedPolicy(physicalId, properties.PolicyDocument);
        remainingRolesOf({ ...request, properties: previousProperties }).forEach((role) => role.detach(physicalId));
        rolesOf(request).forEach((role) => iam.attachRolePolicy(role, physicalId));
        return { physicalId, attributes: { PolicyArn: physicalId } };
      },
      async delete(request) {
        remainingRolesOf(request).forEach((role) => role.detach(request.physicalId));
        iam.deleteManagedPolicy(request.physicalId);
      },
    },
  };
}
