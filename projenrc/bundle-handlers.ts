import { readFile, writeFile } from 'node:fs/promises';
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

/**
 * The SDK's schemas write `{ [_hE]: 400 }` with `const _hE = "httpError"` at the top of the file. To esbuild a computed key may do
 * anything, so it keeps the schemas of all operations. With the key itself in its place they are shaken off: 70 KB.
 */
const plainKeys: Plugin = {
  name: 'plain keys in the schemas of the SDK',
  setup: ({ onLoad }) => onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, async ({ path }) => {
    const source = await readFile(path, 'utf8');
    const names = new Map([...source.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, constant, name]) => [constant, name]));
    return { loader: 'js', contents: source.replace(/\[(_\w+)\]:/g, (computed, constant: string) => names.has(constant) ? `${names.get(constant)}:` : computed) };
  }),
};

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
  plugins: [plainKeys, versionsOnly],
  logLevel: metafile === undefined ? 'info' : 'error',
}).then((result) => metafile === undefined ? undefined : writeFile(metafile, JSON.stringify(result.metafile)));
