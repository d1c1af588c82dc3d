import type { CloudFormationPorts, Place } from './ports';
import type { ParameterDeclaration, Template } from './template';
import { validationError } from './validation-error';
import { NotImplementedError } from '../kernel/aws-error';

/** A parameter as the caller gives it. */
export interface ParameterArgument {
  readonly ParameterKey?: string;
  readonly ParameterValue?: string;
  readonly UsePreviousValue?: boolean;
}

export interface ParameterValue {
  /** As it was given: for an SSM parameter type, the parameter's name. */
  readonly given: string;
  /** What `Ref` gives. */
  readonly value: string | string[];
  readonly resolved?: string;
  readonly noEcho: boolean;
}

export type ParameterValues = ReadonlyMap<string, ParameterValue>;

const SSM_TYPE = /^AWS::SSM::Parameter::Value<(.*)>$/;
const LIST_TYPE = /^(CommaDelimitedList|List<(String|Number)>)$/;

/** The values of a template's parameters: given, kept from before, or by default. */
export async function parameterValues(
  template: Template,
  given: readonly ParameterArgument[],
  previous: ParameterValues | undefined,
  ports: Pick<CloudFormationPorts, 'resolveParameter'>,
  place: Place,
): Promise<ParameterValues> {
  const extra = given.map(({ ParameterKey }) => ParameterKey!).filter((key) => !(key in template.parameters));
  if (extra.length > 0) {
    throw validationError(`Parameters: [${extra.join(', ')}] do not exist in the template`);
  }
  const texts = new Map(Object.entries(template.parameters).map(([key, declaration]) => {
    const argument = given.find(({ ParameterKey }) => ParameterKey === key);
    const kept = argument?.UsePreviousValue ? previous?.get(key)?.given : argument?.ParameterValue;
    return [key, kept ?? (argument?.UsePreviousValue ? undefined : defaultOf(declaration))] as const;
  }));
  const missing = [...texts].filter(([, text]) => text === undefined).map(([key]) => key);
  if (missing.length > 0) {
    throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  }
  const values = new Map<string, ParameterValue>();
  for (const [key, text] of texts) {
    values.set(key, await parameterValue(key, template.parameters[key], text!, ports, place));
  }
  return values;
}

function defaultOf(declaration: ParameterDeclaration): string | undefined {
  return declaration.Default === undefined ? undefined : String(declaration.Default);
}

async function parameterValue(
  key: string,
  declaration: ParameterDeclaration,
  given: string,
  ports: Pick<CloudFormationPorts, 'resolveParameter'>,
  place: Place,
): Promise<ParameterValue> {
  const noEcho = String(declaration.NoEcho) === 'true';
  checkConstraints(key, declaration, given);
  const [, ssmType] = SSM_TYPE.exec(declaration.Type) ?? [];
  if (ssmType) {
    const resolved = await ports.resolveParameter(given, place);
    return { given, value: typed(ssmType, resolved), resolved, noEcho };
  }
  if (declaration.Type === 'Number' && !Number.isFinite(Number(given))) {
    throw validationError(`Parameter '${key}' must be a number.`);
  }
  return { given, value: typed(declaration.Type, given), noEcho };
}

function typed(type: string, text: string): string | string[] {
  if (type === 'String' || type === 'Number') {
    return text;
  }
  if (LIST_TYPE.test(type)) {
    return text.split(',').map((element) => element.trim());
  }
  throw new NotImplementedError(`parameters of type ${type}`);
}

function checkConstraints(key: string, declaration: ParameterDeclaration, given: string): void {
  const explained = (rule: string) => declaration.ConstraintDescription ?? rule;
  if (declaration.AllowedValues && !declaration.AllowedValues.map(String).includes(given)) {
    throw validationError(`Parameter '${key}' must be one of AllowedValues`);
  }
  if (declaration.AllowedPattern && !new RegExp(`^(?:${declaration.AllowedPattern})$`).test(given)) {
    throw validationError(`Parameter '${key}' failed to satisfy constraint: ${explained(`must match pattern ${declaration.AllowedPattern}`)}`);
  }
}
