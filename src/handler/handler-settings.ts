import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import type { DomainIdentityHandlerOptions } from './domain-identity-handler-options';
import { checkSettings } from './settings-checks';

/*
 * What has been configured, and where. The settings of a stack are those of its nearest scope, property by property.
 */

interface Configured {
  readonly by: IConstruct;
  readonly options: DomainIdentityHandlerOptions;
}

const CONFIGURED = new WeakMap<IConstruct, Configured[]>();

/** The stack that a construct is in, or else the app or the stage that has the stacks. */
export function settingsScope(scope: IConstruct): IConstruct {
  return [...scope.node.scopes].reverse().find((one) => Stack.isStack(one)) ?? scope;
}

/** Remembers settings. The same property with another value is refused, whoever asks for it. */
export function configureScope(by: IConstruct, options: DomainIdentityHandlerOptions): void {
  const scope = settingsScope(by);
  const before = CONFIGURED.get(scope) ?? [];
  for (const earlier of before) {
    const conflict = propertiesOf(options).find((property) => (
      earlier.options[property] !== undefined && !isSame(earlier.options[property], options[property])
    ));
    if (conflict !== undefined) {
      throw new Error(`\`${conflict}\` of \`DomainIdentityHandler.configure\` must be the same for all of '${nameOf(scope)}', `
        + `got two that differ: by '${nameOf(earlier.by)}' and by '${nameOf(by)}'`);
    }
  }
  CONFIGURED.set(scope, [...before, { by, options }]);
}

/** The settings of a stack: its own, then those of the stages around it, then those of the app. */
export function settingsOf(stack: Stack): DomainIdentityHandlerOptions {
  const settings = Object.assign({}, ...stack.node.scopes.flatMap((scope) => (CONFIGURED.get(scope) ?? []).map(({ options }) => given(options))));
  checkSettings(settings, stack);
  return settings;
}

function propertiesOf(options: DomainIdentityHandlerOptions): Array<keyof DomainIdentityHandlerOptions> {
  return Object.keys(given(options)) as Array<keyof DomainIdentityHandlerOptions>;
}

/** Without what is undefined, which would hide what a wider scope says. */
function given(options: DomainIdentityHandlerOptions): DomainIdentityHandlerOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function nameOf({ node }: IConstruct): string {
  return node.path || 'App'; // an app has no path
}

/** Constructs are the same if they are one; everything else if it means the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other || Construct.isConstruct(one) || Construct.isConstruct(other)) {
    return one === other;
  }
  if (one instanceof Duration && other instanceof Duration) {
    return one.toMilliseconds() === other.toMilliseconds();
  }
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null || Token.isUnresolved(one) || Token.isUnresolved(other)) {
    return false;
  }
  const [names, others] = [Object.keys(one), Object.keys(other)];
  return names.length === others.length
    && names.every((name) => isSame((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]));
}
