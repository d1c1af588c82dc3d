import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REPOSITORY } from './workspace';
import { programsOf, type Translated, translationsIn } from '../docs/translations/pages';

/** What some of the guides' programs need, and no example: the version that the repository has. */
export const CDK_NAG = JSON.parse(readFileSync(join(REPOSITORY, 'node_modules', 'cdk-nag', 'package.json'), 'utf8')).version as string;

const DOCS = join(REPOSITORY, 'docs');

/** The programs of the guides in a language, by a name that every language takes: `rotation1`. */
export function guides(fence: 'ts' | keyof Translated): ReadonlyMap<string, string> {
  return new Map(readdirSync(DOCS).filter((page) => page.endsWith('.md')).flatMap((page) => {
    const markdown = readFileSync(join(DOCS, page), 'utf8');
    const programs = fence === 'ts' ? programsOf(markdown) : translationsIn(markdown, fence);
    return programs.map((text, index): [string, string] => [`${page.replace(/\.md$|\W/g, '')}${index + 1}`, text]);
  }));
}

/** Writes each program where it belongs in an app. */
export function writeGuides(programs: ReadonlyMap<string, string>, place: (name: string) => string): string[] {
  return [...programs].map(([name, text]) => {
    const file = place(name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  });
}
