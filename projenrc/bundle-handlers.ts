import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/*
 * `lambda/index.ts` → `assets/lambda/index/index.js`: the handlers with the parts of the SDK that they use. With two paths as arguments the
 * bundle goes to the first, and a list of what it is made of to the second.
 */
const [outfile = 'assets/lambda/index/index.js', metafile] = process.argv.slice(2);

/** For a debugger: the handlers as they are written. */
const isReadable = process.env.READABLE_BUNDLE === '1';

/** Parts of the SDK that the handlers never use, and what the bundle has in their place. */
const INSTEAD_OF = {
  '@aws-sdk/credential-provider-node': './lambda/aws/environment-credentials.ts',
  '@smithy/core/event-streams': './lambda/aws/no-event-streams.ts',
};

/** Errors that the handlers know by a field of their own, and not by their class or name. */
const READ_FIELDS = ['InvalidChangeBatch'];

/**
 * The SDK's schemas write `{ [_hE]: 400 }` with `const _hE = "httpError"` at the top of the file. To esbuild a computed key may do
 * anything, so it keeps the schemas of all operations. With the key itself in its place they are shaken off: 70 KB.
 *
 * They also register a class for each error of a service. An error without one has the service's own class, and its name all the same. So only
 * the errors that the handlers import have their classes: 45 KB less.
 */
const smallSchemas: Plugin = {
  name: 'schemas of the SDK without what the handlers do not use',
  setup: ({ onLoad }) => {
    const used = importedNames().then((names) => new Set([...names, ...READ_FIELDS]));
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const names = new Map([...source.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, constant, name]) => [constant, name]));
      const kept = await used;
      const contents = source
        .replace(/\[(_\w+)\]:/g, (computed, constant: string) => names.has(constant) ? `${names.get(constant)}:` : computed)
        .replace(/^n\d+_registry\.registerError\(\w+\$, (\w+)\);$/gm, (registration, name: string) => kept.has(name) ? registration : '');
      return { loader: 'js', contents };
    });
  },
};

/** What the handlers import of the clients of the SDK. */
async function importedNames(): Promise<string[]> {
  const files = await readdir('lambda/aws');
  const sources = await Promise.all(files.map((file) => readFile(join('lambda/aws', file), 'utf8')));
  return sources.flatMap((source) => [...source.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-/g)])
    .flatMap(([, names]) => names.split(',').map((name) => name.trim()));
}

/** Each client of the SDK reads its own version from its `package.json`. Without this the bundle has the whole files: 13 KB. */
const versionsOnly: Plugin = {
  name: 'of each package.json of the SDK the version only',
  setup: ({ onLoad }) => onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, async ({ path }) => {
    const { version } = JSON.parse(await readFile(path, 'utf8'));
    return { loader: 'json', contents: JSON.stringify({ version }) };
  }),
};

void build({
  entryPoints: ['lambda/index.ts'],
  outfile,
  metafile: metafile !== undefined,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  minify: !isReadable,
  sourcemap: isReadable ? 'inline' : false,
  mainFields: ['module', 'main'], // the SDK's ES build, which esbuild can tree-shake
  alias: INSTEAD_OF,
  plugins: [smallSchemas, versionsOnly],
  logLevel: metafile === undefined ? 'info' : 'error',
}).then((result) => metafile === undefined ? undefined : writeFile(metafile, JSON.stringify(result.metafile)));
