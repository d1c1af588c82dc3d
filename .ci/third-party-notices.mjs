// Writes THIRD-PARTY-NOTICES.md: the licenses of what esbuild bundles into the handler, which every package of the library carries.
import { execSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'notices-'));
const metafile = join(folder, 'meta.json');
execSync(`npx --no-install ts-node --transpile-only --project projenrc/tsconfig.json projenrc/bundle-handlers.ts ${join(folder, 'index.js')} ${metafile}`);
const { outputs } = JSON.parse(readFileSync(metafile, 'utf8'));
rmSync(folder, { recursive: true });

// Only what is left after tree shaking is in the bundle.
const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs)).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
const packages = new Set(inputs.map(([path]) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter((path) => path !== undefined));

/** Packages by the text of their license: many have the same one. */
const byText = new Map();
for (const path of [...packages].sort()) {
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const files = readdirSync(path).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
  if (files.length === 0 && license !== 'Apache-2.0') {
    throw new Error(`${path} has no license that can be quoted`);
  }
  // A package without a file only names its license, which is the one of this package, too.
  const texts = files.length > 0 ? files.map((file) => join(path, file)) : ['LICENSE'];
  const text = texts.map((file) => readFileSync(file, 'utf8').replace(/\r\n/g, '\n').trim()).join('\n\n');
  byText.set(text, [...byText.get(text) ?? [], `- ${name} ${version} (${license})`]);
}
const sections = [...byText].map(([text, names]) => [...names].sort().join('\n') + `\n\n\`\`\`text\n${text}\n\`\`\`\n`).sort();
writeFileSync('THIRD-PARTY-NOTICES.md', `# Third-party notices

The Lambda handler in this package contains code of these packages.

${sections.join('\n')}`);
console.log(`THIRD-PARTY-NOTICES.md: ${packages.size} packages, ${byText.size} texts`);
