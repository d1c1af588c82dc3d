import { isCustomResource } from './custom-resource';
import type { Exports } from './exports';
import type { Scope } from './intrinsics';
import type { PhysicalResource } from './physical-resource';
import { ResourceFailure } from './resource-failure';
import type { Stack } from './stack';
import type { StackModel } from './stack-model';
import { NotImplementedError } from '../kernel/aws-error';

const HIDDEN = '****';

/** The names in a template of a stack, while its resources come to exist. */
export class StackScope implements Scope {
  constructor(
    private readonly stack: Stack,
    private readonly model: StackModel,
    private readonly exports: Exports,
    private readonly masked = false,
  ) {}

  ref(name: string): unknown {
    const plain = this.model.plainRef(name, this.masked);
    if (plain !== undefined) {
      return plain;
    }
    const { ref, physicalId } = this.resource(name);
    return ref ?? physicalId;
  }

  attribute(logicalId: string, name: string): unknown {
    const resource = this.resource(logicalId);
    const value = Object.hasOwn(resource.attributes, name) ? resource.attributes[name] : undefined;
    if (value === undefined || value === null) {
      throw this.missing(resource, name);
    }
    return this.masked && resource.noEcho ? HIDDEN : value;
  }

  condition(name: string): boolean {
    return this.model.condition(name);
  }

  mapping(map: string, topKey: string, secondKey: string): unknown {
    return this.model.mapping(map, topKey, secondKey);
  }

  importValue(name: string): unknown {
    return this.exports.value(name, this.stack.identity);
  }

  private resource(logicalId: string): PhysicalResource {
    const physical = this.stack.resources.get(logicalId)?.physical;
    if (!physical) {
      throw new Error(`resource ${logicalId} is referred to before it exists`);
    }
    return physical;
  }

  private missing({ type, logicalId, requestId }: PhysicalResource, name: string): Error {
    if (!isCustomResource(type)) {
      return new NotImplementedError(`attribute ${name} of ${type} (${logicalId})`);
    }
    // [LIVE aws/aws-cdk#29949]
    return new ResourceFailure(`CustomResource attribute error: Vendor response doesn't contain ${name} attribute in object ${this.stack.identity.id}|${logicalId}|${requestId}`);
  }
}
