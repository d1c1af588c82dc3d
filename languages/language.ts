/** The programs that every example has: the first one of the README, and one with a stack for each way to use the library. */
export const PROGRAMS = ['app', 'tour'] as const;
export type Program = typeof PROGRAMS[number];

/** A language in which the library is built, installed and used as its users do. */
export interface Language {
  readonly name: string;
  /** The checker, as the table names it. */
  readonly checker: string;
  /** Builds the package that is published, and says how many bytes it has. */
  build(): Promise<number>;
  /** Installs it outside the repository, with what it needs and the example's programs. */
  install(): Promise<void>;
  /** Runs the language's own checker on the programs. */
  check(): Promise<void>;
  /** Runs a program, as the CDK CLI does. */
  synthesize(program: Program, env: Readonly<Record<string, string>>): Promise<void>;
  /** Runs the programs of the guides in one process, and copies each assembly into `ASSEMBLIES`. Every language checks them, in `check`. */
  synthesizeGuides?(env: Readonly<Record<string, string>>): Promise<void>;
  /** Has the real CDK CLI deploy the first program to the local engine, and answers with what the receiver of a mail says. */
  deploy?(): Promise<string>;
  /** Removes what it has left in the toolchain's own folders. */
  leave?(): Promise<void>;
}
