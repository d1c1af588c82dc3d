import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeCSharp, completeJava, completePython } from './complete';
import { translateToGo } from './go';
import { programsOf, withTranslations } from './pages';
import { parse } from './program';
import { translate } from './rosetta';

/* `npx projen translate`: writes the programs of the guides in the other languages below those in TypeScript. */

const DOCS = join(__dirname, '..');

async function main(): Promise<void> {
  const pages = readdirSync(DOCS).filter((name) => name.endsWith('.md')).map((name) => {
    const path = join(DOCS, name);
    const text = readFileSync(path, 'utf8');
    return { path, text, programs: programsOf(text) };
  });
  const texts = pages.flatMap(({ programs }) => programs);
  const parsed = parse(texts);
  const translated = (await translate(texts)).map(({ python, java, csharp }, index) => ({
    python: completePython(python), java: completeJava(java, parsed[index]), go: translateToGo(parsed[index]), csharp: completeCSharp(csharp),
  }));
  for (const { path, text, programs } of pages) {
    writeFileSync(path, withTranslations(text, translated.splice(0, programs.length)));
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
