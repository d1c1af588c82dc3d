import * as sdk from '@aws-sdk/client-secrets-manager';
import { access } from './access';
import { operations } from './operations';
import type { SecretsManagerPorts } from './ports';
import { secretResources } from './resources';
import { Store } from './store';
import type { ResourceProviders } from '../cloudformation/resource-provider';
import type { ServiceApi } from '../kernel/service';

export { SECRETS_MANAGER_ASSUMPTIONS } from './assumptions';

/** Secrets Manager. */
export class SecretsManager extends Store {
  readonly apis: ServiceApi[];
  readonly resources: ResourceProviders;

  constructor(ports: SecretsManagerPorts) {
    super(ports);
    this.apis = [{ signingName: 'secretsmanager', protocol: 'json-1.1', sdk, operations: operations(this), access: access(this) }];
    this.resources = secretResources(this);
  }
}
