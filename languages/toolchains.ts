import { run } from './command';

interface Toolchain {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** Finds major and minor version in what the command prints. */
  readonly version: RegExp;
  readonly atLeast: readonly [major: number, minor: number];
}

const TOOLCHAINS: readonly Toolchain[] = [
  { name: 'Python', command: ['python3', '--version'], version: /Python (\d+)\.(\d+)/, atLeast: [3, 10] },
  { name: 'Python\'s venv', command: ['python3', '-c', 'import ensurepip, venv; print("venv 0.0")'], version: /venv (\d+)\.(\d+)/, atLeast: [0, 0] },
  { name: 'JDK', command: ['javac', '-version'], version: /javac (\d+)(?:\.(\d+))?/, atLeast: [17, 0] },
  { name: 'Maven', command: ['mvn', '--version'], version: /Apache Maven (\d+)\.(\d+)/, atLeast: [3, 6] },
  { name: 'Go', command: ['go', 'version'], version: /go(\d+)\.(\d+)/, atLeast: [1, 25] },
];

/** What the other languages need and this machine does not have, a line for each. */
export async function missingToolchains(): Promise<string[]> {
  const answers = await Promise.all(TOOLCHAINS.map(async ({ name, command: [program, ...args], version, atLeast }) => {
    const wanted = atLeast.some((part) => part > 0) ? `${name} ${atLeast.join('.')} or newer` : name;
    const output = await run(program, args).catch(() => undefined);
    if (output === undefined) {
      return `${wanted}: \`${[program, ...args].join(' ')}\` does not run`;
    }
    const [major, minor = 0] = version.exec(output)?.slice(1).filter((part) => part !== undefined).map(Number) ?? [];
    const isEnough = major !== undefined && (major > atLeast[0] || (major === atLeast[0] && minor >= atLeast[1]));
    return isEnough ? undefined : `${wanted}: \`${[program, ...args].join(' ')}\` says ${output.trim().split('\n')[0]}`;
  }));
  return answers.filter((answer) => answer !== undefined);
}

/** C# is compiled only on a machine that can. */
export function hasDotnetSdk(): Promise<boolean> {
  return run('dotnet', ['--list-sdks']).then((sdks) => sdks.trim() !== '', () => false);
}
