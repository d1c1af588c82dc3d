import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Language as Grammar, type Node, Parser } from 'web-tree-sitter';
import { run } from './command';
import { guides, writeGuides } from './guides';
import { hasDotnetSdk } from './toolchains';
import { filesBelow, REPOSITORY, type Workspace } from './workspace';

/** What is known of the C# package and its example: that they are C#, and on a machine with a .NET SDK that they compile. */
export interface CSharpResult {
  readonly bytes: number;
  readonly seconds: number;
  readonly parsedFiles: number;
  readonly isCompiled: boolean;
}

export async function checkCSharp(workspace: Workspace): Promise<CSharpResult> {
  const begin = Date.now();
  const app = workspace.copyExample('csharp');
  const isCompiled = await hasDotnetSdk();
  const generated = await workspace.pack('dotnet', ['--code-only']);
  const programs = writeGuides(guides('csharp'), (name) => workspace.path('guides', `${name}.cs`));
  const sources = [...filesBelow(generated), ...filesBelow(app), ...programs].filter((path) => path.endsWith('.cs'));
  const errors = await syntaxErrors(sources, workspace.folder);
  if (errors.length > 0) {
    throw new Error(`the C# has ${errors.length} syntax errors:\n${errors.slice(0, 20).join('\n')}`);
  }
  if (isCompiled) {
    await compile(workspace, app);
  }
  const bytes = sources.reduce((sum, path) => sum + statSync(path).size, 0);
  return { bytes, seconds: (Date.now() - begin) / 1000, parsedFiles: sources.length, isCompiled };
}

/** Where files are not C#: file, line and what is there. */
export async function syntaxErrors(paths: readonly string[], base: string): Promise<string[]> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Grammar.load(readFileSync(join(REPOSITORY, 'node_modules', 'tree-sitter-c-sharp', 'tree-sitter-c_sharp.wasm'))));
  return paths.flatMap((path) => {
    const tree = parser.parse(readFileSync(path, 'utf8'))!;
    return wrongNodes(tree.rootNode).map((node) => (
      `${relative(base, path)}:${node.startPosition.row + 1}: ${node.isMissing ? `missing ${node.type}` : node.text.split('\n')[0]}`
    ));
  });
}

function wrongNodes(node: Node): Node[] {
  if (!node.hasError) {
    return [];
  }
  return node.isError || node.isMissing ? [node] : node.children.flatMap((child) => child ? wrongNodes(child) : []);
}

/** The package, and the example with it, by the .NET SDK. */
async function compile(workspace: Workspace, app: string): Promise<void> {
  const packages = await workspace.pack('dotnet', [], { DirectoryBuildPropsPath: join(REPOSITORY, 'projenrc', 'nuget.props') });
  writeFileSync(join(app, 'NuGet.config'), `<configuration><packageSources><add key="built" value="${packages}" /></packageSources></configuration>`);
  await run('dotnet', ['build', '--nologo', '-warnaserror'], { cwd: app });
}
