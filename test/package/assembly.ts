import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** What jsii knows of a type, a member or a parameter. */
export interface Documented {
  readonly name: string;
  readonly docs?: { readonly summary?: string; readonly default?: string; readonly see?: string; readonly example?: string };
  readonly optional?: boolean;
  readonly overrides?: string;
}

export interface Callable extends Documented {
  readonly parameters?: Documented[];
  readonly static?: boolean;
}

export interface Type extends Documented {
  readonly fqn: string;
  readonly kind: 'class' | 'enum' | 'interface';
  readonly abstract?: boolean;
  readonly datatype?: boolean;
  readonly base?: string;
  readonly interfaces?: string[];
  readonly initializer?: Omit<Callable, 'name'>;
  readonly properties?: Array<Documented & { readonly static?: boolean }>;
  readonly methods?: Callable[];
  readonly members?: Documented[];
}

/** The types of a package's jsii assembly; of this one's as the last `compile` made it. */
export function typesOf(folder = join(__dirname, '..', '..')): Type[] {
  const read = (file: string) => readFileSync(join(folder, file));
  let content = JSON.parse(read('.jsii').toString());
  if (content.schema === 'jsii/file-redirect') {
    content = JSON.parse(gunzipSync(read(content.filename)).toString());
  }
  return Object.values(content.types);
}
