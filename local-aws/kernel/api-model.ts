import { NormalizedSchema } from '@smithy/core/schema';
import { type Route, routeOf } from './route';
import type { ServiceApi } from './service';

/** An operation as the SDK's schema describes it. */
export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** REST protocols only. */
  readonly route?: Route;
  /** The status of success; REST protocols only. */
  readonly status?: number;
}

// `[9, namespace, name, traits, input, output]` [SDK @smithy/types StaticOperationSchema]
const OPERATION = 9;

/** All operations of an API, implemented or not, from the schemas that the SDK package exports. */
export function operationsOf({ sdk }: ServiceApi): OperationModel[] {
  return Object.values(sdk as Record<string, unknown>)
    .filter((value): value is [number, string, string, { http?: [string, string, number] } | 0, never, never] => (
      Array.isArray(value) && value[0] === OPERATION
    ))
    .map(([, , name, traits, input, output]) => {
      const [method, template, status] = (traits && traits.http) || [];
      return {
        name,
        input: NormalizedSchema.of(input),
        output: NormalizedSchema.of(output),
        route: method === undefined ? undefined : routeOf(method, template!),
        status,
      };
    });
}
