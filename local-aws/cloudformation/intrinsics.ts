import { validationError } from './validation-error';
import { NotImplementedError } from '../kernel/aws-error';

/** What the names in a template stand for. */
export interface Scope {
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, topKey: string, secondKey: string): unknown;
  importValue(name: string): unknown;
}

/** What `AWS::NoValue` is: a property or a list element that is not there. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

/** Replaces every intrinsic function of a value by what it gives. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((element) => evaluate(element, scope)).filter((element) => element !== NO_VALUE);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  const [name, argument] = intrinsicOf(value) ?? [];
  if (name) {
    return INTRINSICS[name](argument, scope);
  }
  return Object.fromEntries(Object.entries(value)
    .map(([key, member]) => [key, evaluate(member, scope)])
    .filter(([, member]) => member !== NO_VALUE));
}

/** The function and its argument, if a value is a call of one: an object with that single key. */
export function intrinsicOf(value: unknown): [string, unknown] | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return undefined;
  }
  const [entry, ...more] = Object.entries(value);
  if (!entry || more.length > 0) {
    return undefined;
  }
  // `Condition` is a function only within conditions, where it names one; an IAM policy has maps of that name.
  if (entry[0] in INTRINSICS && (entry[0] !== 'Condition' || typeof entry[1] === 'string')) {
    return entry;
  }
  if (entry[0].startsWith('Fn::')) {
    throw new NotImplementedError(`the intrinsic function ${entry[0]}`);
  }
  return undefined;
}

/** `Id.Attribute` or `[Id, Attribute]`; the attribute may hold dots and, in a list, a Ref. */
export function attributeOf(argument: unknown): [string, unknown] {
  if (typeof argument === 'string' && argument.includes('.')) {
    return [argument.slice(0, argument.indexOf('.')), argument.slice(argument.indexOf('.') + 1)];
  }
  if (Array.isArray(argument) && argument.length === 2 && typeof argument[0] === 'string') {
    return [argument[0], argument[1]];
  }
  throw validationError('Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute');
}

/** The parts of `Fn::Sub`: its text and its own variables. */
export function substitutionOf(argument: unknown): [string, Record<string, unknown>] {
  const [template, variables = {}] = Array.isArray(argument) ? argument : [argument];
  if (typeof template !== 'string' || typeof variables !== 'object') {
    throw validationError('Template error: One or more Fn::Sub intrinsic functions don\'t specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string');
  }
  return [template, variables as Record<string, unknown>];
}

/** `${Name}`, `${Name.Attribute}`, `${AWS::Region}`; `${!Name}` is text. */
export const SUBSTITUTION = /\$\{(!?)([^}]*)\}/g;

const INTRINSICS: Record<string, Intrinsic> = {
  'Ref': (argument, scope) => argument === 'AWS::NoValue' ? NO_VALUE : scope.ref(String(argument)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, name] = attributeOf(argument);
    return scope.attribute(logicalId, text(evaluate(name, scope), 'Fn::GetAtt'));
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, parts] = pair(argument, 'Fn::Join');
    return texts(evaluate(parts, scope), 'Fn::Join').join(text(delimiter, 'Fn::Join'));
  },
  'Fn::Sub': (argument, scope) => {
    const [template, variables] = substitutionOf(argument);
    return template.replace(SUBSTITUTION, (_whole, literal: string, name: string) => {
      if (literal) {
        return `\${${name}}`;
      }
      return text(substituted(name.trim(), variables, scope), 'Fn::Sub');
    });
  },
  'Fn::Select': (argument, scope) => {
    const [index, given] = pair(argument, 'Fn::Select').map((part) => evaluate(part, scope));
    const values = Array.isArray(given) ? given : [];
    if (!(Number(index) in values)) {
      throw validationError(`Template error: Fn::Select cannot select nonexistent value at index ${String(index)}`);
    }
    return values[Number(index)];
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = pair(argument, 'Fn::Split');
    return text(evaluate(source, scope), 'Fn::Split').split(text(delimiter, 'Fn::Split'));
  },
  'Fn::If': (argument, scope) => {
    const [condition, then, otherwise] = branches(argument);
    return evaluate(scope.condition(condition) ? then : otherwise, scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    if (!Array.isArray(argument) || argument.length !== 3) {
      throw validationError('Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value');
    }
    const [map, topKey, secondKey] = texts(argument.map((part) => evaluate(part, scope)), 'Fn::FindInMap');
    return scope.mapping(map, topKey, secondKey);
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(text(evaluate(argument, scope), 'Fn::ImportValue')),
  'Fn::Base64': (argument, scope) => Buffer.from(text(evaluate(argument, scope), 'Fn::Base64')).toString('base64'),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = pair(argument, 'Fn::Equals').map((part) => evaluate(part, scope));
    return JSON.stringify(comparable(left)) === JSON.stringify(comparable(right));
  },
  'Fn::And': (argument, scope) => list(argument, 'Fn::And').every((part) => truth(evaluate(part, scope))),
  'Fn::Or': (argument, scope) => list(argument, 'Fn::Or').some((part) => truth(evaluate(part, scope))),
  'Fn::Not': (argument, scope) => !truth(evaluate(list(argument, 'Fn::Not')[0], scope)),
  // Of the functions of the Rules section, the one that CDK's CheckBootstrapVersion needs.
  'Fn::Contains': (argument, scope) => {
    const [values, value] = pair(argument, 'Fn::Contains').map((part) => evaluate(part, scope));
    return list(values, 'Fn::Contains').map(String).includes(String(value));
  },
  'Condition': (argument, scope) => scope.condition(String(argument)),
};

/** The condition, and what it chooses from. */
export function branches(argument: unknown): [string, unknown, unknown] {
  if (!Array.isArray(argument) || argument.length !== 3) {
    throw validationError('Template error: Fn::If requires a list argument with three elements');
  }
  return [String(argument[0]), argument[1], argument[2]];
}

function substituted(name: string, variables: Record<string, unknown>, scope: Scope): unknown {
  if (name in variables) {
    return evaluate(variables[name], scope);
  }
  return name.includes('.') ? scope.attribute(...attributeOf(name) as [string, string]) : scope.ref(name);
}

function pair(argument: unknown, name: string): [unknown, unknown] {
  if (!Array.isArray(argument) || argument.length !== 2) {
    throw validationError(`Template error: every ${name} object requires two parameters`);
  }
  return [argument[0], argument[1]];
}

function list(argument: unknown, name: string): unknown[] {
  if (!Array.isArray(argument) || argument.length === 0) {
    throw validationError(`Template error: every ${name} object requires a list of at least one element`);
  }
  return argument;
}

function texts(value: unknown, name: string): string[] {
  if (!Array.isArray(value)) {
    throw validationError(`Template error: ${name} requires a list of strings`);
  }
  return value.map((element) => text(element, name));
}

function text(value: unknown, name: string): string {
  if (value === null || value === undefined || typeof value === 'object' || typeof value === 'symbol') {
    throw validationError(`Template error: ${name} requires a string where it was given ${typeof value === 'symbol' ? 'AWS::NoValue' : JSON.stringify(value)}`);
  }
  return String(value);
}

/** Scalars are text to a condition: `true` equals `"true"`. */
function comparable(value: unknown): unknown {
  return Array.isArray(value) ? value.map(comparable) : typeof value === 'object' ? value : String(value);
}

function truth(value: unknown): boolean {
  return value === true || value === 'true';
}
