/**
 * What CloudFormation carries between the construct and the handler.
 *
 * CloudFormation turns every scalar in a custom resource's properties into a string, nested ones too, so strings are all
 * that is ever sent. `encode…` runs at synthesis, where a string may be a token: it places strings and never looks into
 * them. `decode…` runs at deployment, where they are plain text, and refuses what it does not know: a property lost on
 * the way must not become a default.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requests.html
 */
export type WireValue = string | Readonly<Record<string, string>>;

/** Properties as CloudFormation hands them over; `undefined` ones never arrive. */
export type WireProperties = Readonly<Record<string, WireValue | undefined>>;

/** CloudFormation's own keys, which are not ours to read. */
const PROTOCOL_KEYS = ['ServiceToken', 'ServiceTimeout'];

/** Reads properties one by one; `end` complains of those that nobody asked for. */
export class WireReader {
  private readonly unread: Set<string>;

  constructor(private readonly resourceType: string, private readonly properties: WireProperties) {
    this.unread = new Set(Object.keys(properties).filter((key) => !PROTOCOL_KEYS.includes(key)));
  }

  string(key: string): string {
    return this.optionalString(key) ?? this.fail(`\`${key}\` is missing`);
  }

  optionalString(key: string): string | undefined {
    const value = this.take(key);
    return value === undefined || typeof value === 'string' ? value : this.fail(`\`${key}\` must be a string`);
  }

  boolean(key: string): boolean {
    return this.optionalBoolean(key) ?? this.fail(`\`${key}\` is missing`);
  }

  optionalBoolean(key: string): boolean | undefined {
    const value = this.optionalString(key);
    return value === undefined ? undefined : this.among(key, value, ['true', 'false']) === 'true';
  }

  oneOf<T extends string>(key: string, choices: readonly T[]): T {
    return this.among(key, this.string(key), choices);
  }

  optionalOneOf<T extends string>(key: string, choices: readonly T[]): T | undefined {
    const value = this.optionalString(key);
    return value === undefined ? undefined : this.among(key, value, choices);
  }

  has(key: string): boolean {
    return this.properties[key] !== undefined;
  }

  wholeNumber(key: string): number {
    const value = this.string(key);
    return /^\d+$/.test(value) ? Number(value) : this.fail(`\`${key}\` must be a whole number, got '${value}'`);
  }

  /** A map that has these keys and no others. */
  fields<Names extends readonly string[]>(key: string, names: readonly [...Names]): { [Index in keyof Names]: string } {
    const map = this.stringMap(key);
    if (Object.keys(map).length !== names.length || names.some((name) => typeof map[name] !== 'string')) {
      this.fail(`\`${key}\` must have ${names.join(', ')}`);
    }
    return names.map((name) => map[name]) as { [Index in keyof Names]: string };
  }

  stringMap(key: string): Readonly<Record<string, string>> {
    const value = this.take(key);
    return value === undefined || typeof value === 'object' ? { ...value } : this.fail(`\`${key}\` must be a map of strings`);
  }

  end(): void {
    if (this.unread.size > 0) {
      this.fail(`unknown ${[...this.unread].map((key) => `\`${key}\``).join(', ')}`);
    }
  }

  private take(key: string): WireValue | undefined {
    this.unread.delete(key);
    return this.properties[key];
  }

  private among<T extends string>(key: string, value: string, choices: readonly T[]): T {
    return choices.find((choice) => choice === value) ?? this.fail(`\`${key}\` must be one of ${choices.join(', ')}, got '${value}'`);
  }

  private fail(problem: string): never {
    throw new Error(`properties of ${this.resourceType}: ${problem}; the construct and its handler are of different versions`);
  }
}
