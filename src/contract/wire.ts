/**
 * What CloudFormation carries between the construct and the handler.
 *
 * CloudFormation turns every scalar in a custom resource's properties into a string, nested ones too. Strings are
 * therefore all that is sent. `encode…` runs at synthesis, where a string may be a token: it places strings and never
 * parses them. `decode…` runs at deployment, where they are plain text. It refuses what it does not know.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requests.html
 */
export type WireValue = string | readonly WireValue[] | WireProperties;

/** Properties as CloudFormation delivers them. Undefined ones never arrive. */
export interface WireProperties {
  readonly [key: string]: WireValue | undefined;
}

/** CloudFormation's own keys. */
const PROTOCOL_KEYS = ['ServiceToken', 'ServiceTimeout'];

/** Reads properties one by one. `end` refuses those that nobody read. */
export class WireReader {
  private readonly unread: Set<string>;
  private readonly children: WireReader[] = [];

  constructor(private readonly where: string, private readonly properties: WireProperties) {
    this.unread = new Set(Object.keys(properties).filter((key) => !PROTOCOL_KEYS.includes(key)));
  }

  string(key: string): string {
    return this.optionalString(key) ?? this.fail(`\`${key}\` is missing`);
  }

  optionalString(key: string): string | undefined {
    const value = this.take(key);
    return value === undefined || typeof value === 'string' ? value : this.fail(`\`${key}\` must be a string`);
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

  wholeNumber(key: string): number {
    return this.optionalWholeNumber(key) ?? this.fail(`\`${key}\` is missing`);
  }

  optionalWholeNumber(key: string): number | undefined {
    const value = this.optionalString(key);
    if (value === undefined) {
      return undefined;
    }
    return /^\d+$/.test(value) ? Number(value) : this.fail(`\`${key}\` must be a whole number, got '${value}'`);
  }

  /** A list of strings; empty if there is none. */
  strings(key: string): readonly string[] {
    const value = this.take(key) ?? [];
    return Array.isArray(value) && value.every((item) => typeof item === 'string')
      ? value as readonly string[]
      : this.fail(`\`${key}\` must be a list of strings`);
  }

  stringMap(key: string): Readonly<Record<string, string>> {
    const value = this.take(key) ?? {};
    return isMap(value) && Object.values(value).every((item) => typeof item === 'string')
      ? { ...value } as Record<string, string>
      : this.fail(`\`${key}\` must be a map of strings`);
  }

  object(key: string): WireReader {
    return this.optionalObject(key) ?? this.fail(`\`${key}\` is missing`);
  }

  optionalObject(key: string): WireReader | undefined {
    const value = this.take(key);
    if (value === undefined) {
      return undefined;
    }
    return isMap(value) ? this.child(key, value) : this.fail(`\`${key}\` must be a map`);
  }

  /** A list of maps; empty if there is none. */
  objects(key: string): WireReader[] {
    const value = this.take(key) ?? [];
    return Array.isArray(value) && value.every(isMap)
      ? value.map((item, index) => this.child(`${key}.${index}`, item))
      : this.fail(`\`${key}\` must be a list of maps`);
  }

  end(): void {
    if (this.unread.size > 0) {
      this.fail(`unknown ${[...this.unread].map((key) => `\`${key}\``).join(', ')}`);
    }
    this.children.forEach((child) => child.end());
  }

  private child(key: string, properties: WireProperties): WireReader {
    const child = new WireReader(`${this.where}: ${key}`, properties);
    this.children.push(child);
    return child;
  }

  private take(key: string): WireValue | undefined {
    this.unread.delete(key);
    return this.properties[key];
  }

  private among<T extends string>(key: string, value: string, choices: readonly T[]): T {
    return choices.find((choice) => choice === value) ?? this.fail(`\`${key}\` must be one of ${choices.join(', ')}, got '${value}'`);
  }

  private fail(problem: string): never {
    throw new Error(`properties of ${this.where}: ${problem}; the construct and its handler are of different versions`);
  }
}

function isMap(value: WireValue): value is WireProperties {
  return typeof value === 'object' && !Array.isArray(value);
}
