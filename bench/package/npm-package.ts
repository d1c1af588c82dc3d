import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { kilobytes, markdownTable } from '../format';
import type { Measurement } from '../measurement';

const ROOT = join(__dirname, '..', '..');
const MOST_BYTES = 1_100_000;

interface Result {
  readonly unpackedBytes: number;
  readonly packedBytes: number;
  readonly parts: Readonly<Record<string, number>>;
}

interface Packed {
  readonly unpackedSize: number;
  readonly size: number;
  readonly files: ReadonlyArray<{ readonly path: string; readonly size: number }>;
}

/** What `npm install` brings. */
export const npmPackage: Measurement<Result> = {
  name: 'npm-package',

  async measure() {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, maxBuffer: 16_000_000 });
    const [{ unpackedSize, size, files }] = JSON.parse(stdout) as Packed[];
    const parts: Record<string, number> = {};
    for (const file of files) {
      const part = partOf(file.path);
      parts[part] = (parts[part] ?? 0) + file.size;
    }
    return { unpackedBytes: unpackedSize, packedBytes: size, parts };
  },

  rows: ({ unpackedBytes }) => [{
    figure: 'npm package, unpacked',
    emailIdentity: 'in aws-cdk-lib',
    domainIdentity: kilobytes(unpackedBytes),
    target: `≤ ${kilobytes(MOST_BYTES)}`,
    isMet: unpackedBytes <= MOST_BYTES,
  }],

  details: ({ packedBytes, parts }) => [
    '## npm package',
    `Packed it has ${kilobytes(packedBytes)}. Unpacked:`,
    '',
    markdownTable(['', 'size'], Object.entries(parts).sort(([, one], [, other]) => other - one).map(([part, bytes]) => [`\`${part}\``, kilobytes(bytes)]), (column) => column === 1),
  ].join('\n'),
};

/** The folder, and of compiled code the kind. */
function partOf(path: string): string {
  if (!path.includes('/')) {
    return path;
  }
  const [folder] = path.split('/');
  return folder === 'lib' ? `lib/**/*${/(\.d)?\.\w+$/.exec(path)![0]}` : `${folder}/`;
}
