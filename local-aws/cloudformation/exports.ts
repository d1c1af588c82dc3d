import { intrinsicOf } from './intrinsics';
import type { Place } from './ports';
import { ResourceFailure } from './resource-failure';
import type { Stack, StackOutput } from './stack';

/** Of other outputs none is known. [LIVE aws-cloudformation/cloudformation-coverage-roadmap#685, with the words] */
const LONGEST_EXPORT = 1024;

/** The exported outputs of the stacks of one account and Region. */
export class Exports {
  constructor(private readonly stacks: (place: Place) => Iterable<Stack>) {}

  all(place: Place): { stack: Stack; output: StackOutput }[] {
    return [...this.stacks(place)].filter(({ deleted }) => !deleted)
      .flatMap((stack) => stack.outputs.filter(({ exportName }) => exportName !== undefined).map((output) => ({ stack, output })));
  }

  has(name: string, place: Place): boolean {
    return this.all(place).some(({ output }) => output.exportName === name);
  }

  value(name: string, place: Place): string {
    const found = this.all(place).find(({ output }) => output.exportName === name);
    if (!found) {
      throw new ResourceFailure(`No export named ${name} found`); // [LIVE widdix/aws-s3-virusscan#39]
    }
    return found.output.value;
  }

  importersOf(name: string, place: Place): Stack[] {
    return [...this.stacks(place)].filter((stack) => !stack.deleted && stack.imports.has(name));
  }

  /** Why the outputs of a stack cannot become these; an export that is in use may neither change nor go. */
  objection(stack: Stack, outputs: readonly StackOutput[]): string | undefined {
    const place = stack.identity;
    for (const { key, exportName, value } of outputs.filter((output) => output.exportName !== undefined)) {
      if (value.length > LONGEST_EXPORT) {
        return `Cannot export output ${key} with length ${value.length}. Max length of ${LONGEST_EXPORT} exceeded.`;
      }
      const owner = this.all(place).find((other) => other.stack !== stack && other.output.exportName === exportName);
      if (owner) {
        return `Export with name ${exportName} is already exported by stack ${owner.stack.identity.name}`;
      }
    }
    for (const { exportName, value } of stack.outputs.filter((output) => output.exportName !== undefined)) {
      const users = this.importersOf(exportName!, place).filter((other) => other !== stack).map(({ identity }) => identity.name);
      const after = outputs.find((output) => output.exportName === exportName);
      if (users.length > 0 && after === undefined) {
        return `Delete canceled. Cannot delete export ${exportName} as it is in use by ${users.join(', ')}`; // [LIVE aws/aws-cdk#33395]
      }
      if (users.length > 0 && after!.value !== value) {
        return `Export ${exportName} cannot be updated as it is in use by ${users.join(', ')}`; // [LIVE linz/geostore#630]
      }
    }
    return undefined;
  }
}

/** The arguments of every `Fn::ImportValue` in a value. */
export function importsIn(value: unknown): unknown[] {
  if (value === null || typeof value !== 'object') {
    return [];
  }
  const [name, argument] = intrinsicOf(value) ?? [];
  return name === 'Fn::ImportValue' ? [argument] : Object.values(value).flatMap(importsIn);
}
