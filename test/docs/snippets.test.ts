import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cdk from 'aws-cdk-lib';
import * as ts from 'typescript';
import { blocksOf, PAGES, read, ROOT } from './pages';
import { compiled } from '../../docs/compiled-programs';
import * as library from '../../src';

/** A program of a page, as a reader pastes it. */
const programs = PAGES.flatMap((page) => blocksOf(read(page)).filter(({ language }) => language === 'ts').map(({ text, line }) => (
  { name: `${page}:${line}`, file: join(ROOT, 'test', 'docs', `${page.replace(/\W/g, '-')}-${line}.ts`), text }
)));

test('the pages have programs', () => expect(programs.length).toBeGreaterThan(15));

test('every program compiles', () => {
  const texts = new Map(programs.map(({ file, text }) => [file, text]));
  const { program } = compiled(texts, { noUnusedLocals: true, esModuleInterop: true });
  const problems = programs.flatMap(({ name, file }) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ messageText, start = 0 }) => (
      `${name}, line ${source.getLineAndCharacterOfPosition(start).line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    ));
  });
  expect(problems).toEqual([]);
});

const CONTEXT = { domainName: 'example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' };

/** Runs a program, and answers the App that it makes. */
function run(text: string): cdk.App {
  const apps: cdk.App[] = [];
  class App extends cdk.App {
    constructor(props?: cdk.AppProps) {
      super({ ...props, context: CONTEXT, outdir: mkdtempSync(join(tmpdir(), 'snippet-')) });
      apps.push(this);
    }
  }
  const modules: Record<string, unknown> = { 'aws-cdk-lib': { ...cdk, App }, 'cdk-ses-dkim': library };
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const load = (name: string) => modules[name] ?? require(name);
  new Function('require', 'exports', outputText)(load, {});
  expect(apps).toHaveLength(1);
  return apps[0];
}

test.each(programs)('$name is synthesized', ({ text }) => {
  expect(text.trim().split('\n').at(-1)).toBe('app.synth();');
  const templates = run(text).synth().stacks.map(({ template }) => JSON.stringify(template));
  expect(templates.length).toBeGreaterThan(0);
  expect(templates.join()).toMatch(/"Custom::SesDomainIdentity"|"AWS::SES::EmailIdentity"/);
});
