/** What values an assumption can have. */
export type Values =
  | { readonly kind: 'duration' }
  | { readonly kind: 'number' }
  | { readonly kind: 'yes or no' }
  | { readonly kind: 'text' }
  | { readonly kind: 'one of'; readonly of: readonly string[] };

/** What is known of an assumption, beside its value. */
export interface Grounds {
  /** A sentence about AWS that the value completes. */
  readonly what: string;
  /** Where the default comes from: `[DOC …]`, `[LIVE …]`, `[SDK …]`, `[UNK …]`, or `assumed`. */
  readonly source: string;
  /** What would be wrong, slower or unneeded in the library if the value were another one. */
  readonly affects: string;
  /** The experiment that settles it, or why there is none. */
  readonly settledBy: string | { readonly nothing: string };
}

/** Something that nobody outside AWS knows for certain: a setting of the engine, with the value that it has unless somebody sets it. */
export interface Assumption<Value = unknown> extends Grounds {
  readonly default: Value;
  readonly values: Values;
}

export type Assumptions = Readonly<Record<string, Assumption>>;

/** The settings of a list of assumptions. */
export type SettingsOf<List extends Assumptions> = { readonly [Name in keyof List]: List[Name] extends Assumption<infer Value> ? Value : never };

/** In engine milliseconds. */
export const duration = (ms: number, grounds: Grounds): Assumption<number> => ({ ...grounds, default: ms, values: { kind: 'duration' } });
export const number = (value: number, grounds: Grounds): Assumption<number> => ({ ...grounds, default: value, values: { kind: 'number' } });
export const yesOrNo = (value: boolean, grounds: Grounds): Assumption<boolean> => ({ ...grounds, default: value, values: { kind: 'yes or no' } });
export const text = (value: string, grounds: Grounds): Assumption<string> => ({ ...grounds, default: value, values: { kind: 'text' } });
export const oneOf = <const Choice extends string>(of: readonly Choice[], value: NoInfer<Choice>, grounds: Grounds): Assumption<Choice> => (
  { ...grounds, default: value, values: { kind: 'one of', of } }
);

export function defaultsOf<const List extends Assumptions>(assumptions: List): SettingsOf<List> {
  return Object.fromEntries(Object.entries(assumptions).map(([name, { default: value }]) => [name, value])) as SettingsOf<List>;
}

/** Why a value is not one that the assumption can have; undefined if it is. */
export function objectionTo({ values }: Assumption, value: unknown): string | undefined {
  switch (values.kind) {
    case 'duration':
    case 'number':
      return typeof value === 'number' && value >= 0 ? undefined : 'must be a number that is not negative';
    case 'yes or no':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'text':
      return typeof value === 'string' ? undefined : 'must be a text';
    case 'one of':
      return values.of.includes(value as string) ? undefined : `must be one of ${values.of.map((choice) => `'${choice}'`).join(', ')}`;
  }
}
