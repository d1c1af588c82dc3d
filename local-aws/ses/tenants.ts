import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-sesv2';
import { alreadyExistsError, notFound } from './errors';
import { partitionOf } from '../cloudformation/names';
import type { AccessRequest, Call, Operation, ServiceApi } from '../kernel/service';

interface Tenant {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly resources: Set<string>;
}

/** Tenants, as far as they hold identities: an identity of a tenant's is not deleted. [DOC SES tenants] */
export class Tenants {
  private readonly tenants = new Map<string, Tenant>();

  create({ account, region }: Call, name: string): Tenant {
    const key = `${account} ${region} ${name}`;
    if (this.tenants.has(key)) {
      throw alreadyExistsError(`Tenant ${name} already exists.`);
    }
    const id = `tn-${randomUUID().replace(/-/g, '')}`;
    const tenant = { name, id, arn: `arn:${partitionOf(region)}:ses:${region}:${account}:tenant/${name}/${id}`, resources: new Set<string>() };
    this.tenants.set(key, tenant);
    return tenant;
  }

  find({ account, region }: Pick<Call, 'account' | 'region'>, name: string): Tenant {
    const tenant = this.tenants.get(`${account} ${region} ${name}`);
    if (!tenant) {
      throw notFound(`Tenant ${name} does not exist.`);
    }
    return tenant;
  }

  delete({ account, region }: Call, name: string): void {
    this.tenants.delete(`${account} ${region} ${name}`);
  }

  of(resourceArn: string): Tenant[] {
    return [...this.tenants.values()].filter(({ resources }) => resources.has(resourceArn));
  }
}

export function tenantOperations(tenants: Tenants): Record<string, Operation> {
  return {
    CreateTenant: ({ TenantName }: sdk.CreateTenantRequest, call: Call): sdk.CreateTenantResponse => {
      const { name, id, arn } = tenants.create(call, TenantName!);
      return { TenantName: name, TenantId: id, TenantArn: arn, SendingStatus: 'ENABLED' };
    },
    DeleteTenant: ({ TenantName }: sdk.DeleteTenantRequest, call: Call) => {
      tenants.find(call, TenantName!);
      tenants.delete(call, TenantName!);
    },
    CreateTenantResourceAssociation: ({ TenantName, ResourceArn }: sdk.CreateTenantResourceAssociationRequest, call: Call) => {
      tenants.find(call, TenantName!).resources.add(ResourceArn!);
    },
    DeleteTenantResourceAssociation: ({ TenantName, ResourceArn }: sdk.DeleteTenantResourceAssociationRequest, call: Call) => {
      tenants.find(call, TenantName!).resources.delete(ResourceArn!);
    },
    ListResourceTenants: ({ ResourceArn }: sdk.ListResourceTenantsRequest): sdk.ListResourceTenantsResponse => ({
      ResourceTenants: tenants.of(ResourceArn!).map(({ name, id }) => ({ TenantName: name, TenantId: id, ResourceArn })),
    }),
  };
}

/** [DOC Service Authorization Reference, SESv2; that it is about the tenant's name pattern is assumed] */
export function tenantAccess(): ServiceApi['access'] {
  const onTenant = (action: string) => ({ TenantName: name }: { TenantName?: string }, { account, region }: Call): AccessRequest[] => [
    { action: `ses:${action}`, resource: `arn:${partitionOf(region)}:ses:${region}:${account}:tenant/${name}/*` },
  ];
  return {
    CreateTenant: onTenant('CreateTenant'),
    DeleteTenant: onTenant('DeleteTenant'),
    CreateTenantResourceAssociation: onTenant('CreateTenantResourceAssociation'),
    DeleteTenantResourceAssociation: onTenant('DeleteTenantResourceAssociation'),
    ListResourceTenants: ({ ResourceArn }: sdk.ListResourceTenantsRequest) => [{ action: 'ses:ListResourceTenants', resource: ResourceArn! }],
  };
}
