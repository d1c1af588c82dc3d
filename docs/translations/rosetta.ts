import { mkdtempSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RosettaTranslator, TargetLanguage, typeScriptSnippetFromCompleteSource } from 'jsii-rosetta';

const ROOT = join(__dirname, '..', '..');

/** What the programs import, besides the library. */
const PACKAGES = ['aws-cdk-lib', 'constructs', 'cdk-nag', '@types'];

export interface Translations {
  readonly python: string;
  readonly java: string;
  readonly csharp: string;
}

/** What jsii-rosetta makes of programs. It takes their types from the assemblies, so the library has to be compiled. */
export async function translate(programs: readonly string[]): Promise<Translations[]> {
  const folder = mkdtempSync(join(tmpdir(), 'translations-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    PACKAGES.forEach((name) => symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name)));
    symlinkSync(ROOT, join(folder, 'node_modules', 'cdk-ses-dkim'));
    const snippets = programs.map((text, index) => (
      typeScriptSnippetFromCompleteSource(text, { api: { api: 'file', fileName: `program${index}` } }, true)
    ));
    const translator = new RosettaTranslator({ includeCompilerDiagnostics: true });
    const { diagnostics } = await translator.translateAll(snippets, { compilationDirectory: folder, batchSize: snippets.length });
    // Go has a translator of its own.
    const problems = diagnostics.map(({ formattedMessage }) => formattedMessage).filter((message) => !message.includes('translate it to go'));
    if (problems.length > 0) {
      throw new Error(problems.join('\n'));
    }
    return snippets.map((snippet) => {
      const of = (language: TargetLanguage) => translator.tablet.lookup(snippet, language)!.source;
      return { python: of(TargetLanguage.PYTHON), java: of(TargetLanguage.JAVA), csharp: of(TargetLanguage.CSHARP) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
