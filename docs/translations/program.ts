import { join } from 'node:path';
import * as ts from 'typescript';
import { compiled } from '../compiled-programs';

const ROOT = join(__dirname, '..', '..');

/** A program of a guide, with its types. */
export interface Program {
  readonly source: ts.SourceFile;
  readonly checker: ts.TypeChecker;
  /** What it imports: `aws-cdk-lib/aws-iam`, and the names of everything that is in it. */
  readonly modules: ReadonlyMap<string, ReadonlySet<string>>;
}

export function parse(texts: readonly string[]): Program[] {
  const files = new Map(texts.map((text, index) => [join(ROOT, 'docs', `program${index}.ts`), text]));
  const { program, host } = compiled(files);
  const checker = program.getTypeChecker();
  return [...files.keys()].map((file) => {
    const source = program.getSourceFile(file)!;
    const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    if (problems.length > 0) {
      throw new Error(ts.formatDiagnostics(problems, host));
    }
    const imports = source.statements.filter(ts.isImportDeclaration).map(({ moduleSpecifier }) => moduleSpecifier as ts.StringLiteral);
    const modules = new Map(imports.map((name) => (
      [name.text, new Set(checker.getExportsOfModule(checker.getSymbolAtLocation(name)!).map((symbol) => symbol.name))]
    )));
    return { source, checker, modules };
  });
}

/** The module of a program that has a name. */
export function moduleOf({ modules }: Program, name: string): string {
  const found = [...modules].filter(([, names]) => names.has(name)).map(([module]) => module);
  if (found.length !== 1) {
    throw new Error(`${name} is in ${found.length === 0 ? 'no module that the program imports' : found.join(' and ')}`);
  }
  return found[0];
}
