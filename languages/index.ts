import { checkCSharp, type CSharpResult } from './csharp';
import { Go } from './go';
import { Java } from './java';
import type { Language } from './language';
import { Python } from './python';
import { table } from './table';
import { difference } from './templates';
import { missingToolchains } from './toolchains';
import { TypeScript } from './typescript';
import { GUIDES, type Step, type Usage, use } from './use';
import { Workspace } from './workspace';

/*
 * `npm run languages`: builds the library's package of each language, installs it outside the repository as a user does, runs the
 * language's checker and the programs of `examples/`, and compares their templates with those of TypeScript.
 */
async function main(): Promise<void> {
  const missing = await missingToolchains();
  if (missing.length > 0) {
    throw new Error(`\`npm run languages\` needs toolchains that are not here:\n  ${missing.join('\n  ')}`);
  }
  const workspace = new Workspace();
  try {
    const languages: Language[] = [new TypeScript(workspace), new Python(workspace), new Java(workspace), new Go(workspace)];
    const csharp = checkCSharp(workspace).catch((error: Error) => error);
    const usages = await Promise.all(languages.map((language) => use(language, workspace)));
    await Promise.all(languages.map((language) => language.leave?.()));
    report(usages, await csharp);
  } finally {
    workspace.remove();
  }
}

/** Prints what came out, and fails if anything did. */
function report(usages: readonly Usage[], csharp: CSharpResult | Error): void {
  const [{ templates: wanted, error: noTemplates }] = usages;
  const differences = usages.map(({ language, templates, error }) => {
    const those = language.synthesizeGuides ? wanted : new Map([...wanted].filter(([name]) => !name.startsWith(GUIDES)));
    return error ? undefined : noTemplates ? 'there is no template of TypeScript to compare with' : difference(templates, those);
  });
  console.log(table([
    ['language', 'built', 'installed', 'checked by', 'same template', 'seconds', 'size'],
    ...usages.map((usage, index) => {
      const { language, done, seconds, bytes } = usage;
      const same = done.includes('synthesized') ? answer(!differences[index]) : stateOf('synthesized', done);
      return [
        language.name, stateOf('built', done), stateOf('installed', done), `${language.checker}: ${stateOf('checked', done)}`, same,
        seconds.toFixed(0), sizeOf(bytes),
      ];
    }),
    csharp instanceof Error
      ? ['C#', 'NO', '-', '-', '-', '-', '-']
      : ['C#', csharp.isCompiled ? 'yes' : 'no SDK', '-', `parser: yes, ${csharp.parsedFiles} files`, '-', csharp.seconds.toFixed(0), sizeOf(csharp.bytes)],
  ]));
  usages.filter(({ verdict }) => verdict !== undefined).forEach(({ language, verdict }) => (
    console.log(`\nThe CDK CLI deployed the ${language.name} program to the local engine, and its mail is signed: ${verdict}`)
  ));
  const failures = [
    ...usages.flatMap(({ language, error }, index) => (error ?? differences[index]) ? [`${language.name}: ${error?.message ?? differences[index]}`] : []),
    ...csharp instanceof Error ? [`C#: ${csharp.message}`] : [],
  ];
  if (failures.length > 0) {
    throw new Error(failures.join('\n\n'));
  }
}

const answer = (isSo: boolean) => isSo ? 'yes' : 'NO';

const stateOf = (step: Step, done: readonly Step[]) => answer(done.includes(step));

function sizeOf(bytes: number): string {
  return bytes === 0 ? '-' : `${Math.round(bytes / 1024)} KiB`;
}

main().catch((error: Error) => {
  console.error(`\n${error.message}\n\nlanguages: failed`);
  process.exitCode = 1;
});
