import { createHash } from 'node:crypto';

/** A program of a page, and what follows it. */
const BLOCK = /^```ts\n([^]*?)^```\n(\n<!-- translated: \w+ -->\n[^]*?<!-- translated: end -->\n)?/gm;

const FENCES = { python: 'Python', java: 'Java', go: 'Go', csharp: 'C#' } as const;

/** A program in each language, by the name of its fence. */
export type Translated = Readonly<Record<keyof typeof FENCES, string>>;

/** The programs of a page, in TypeScript. */
export function programsOf(markdown: string): string[] {
  return [...markdown.matchAll(BLOCK)].map(([, program]) => program);
}

/** The page with the programs in all languages. */
export function withTranslations(markdown: string, translations: readonly Translated[]): string {
  let index = 0;
  return markdown.replace(BLOCK, (_, program: string) => {
    const blocks = foldedBlocks(translations[index++]);
    return `\`\`\`ts\n${program}\`\`\`\n\n<!-- translated: ${digestOf(program, blocks)} -->\n${blocks}<!-- translated: end -->\n`;
  });
}

function foldedBlocks(translated: Translated): string {
  return Object.entries(FENCES).map(([fence, name]) => (
    `<details><summary>${name}</summary>\n\n\`\`\`${fence}\n${translated[fence as keyof Translated]}\`\`\`\n\n</details>\n`
  )).join('');
}

/** Shows that neither the program nor its translations have changed since they were written. */
function digestOf(program: string, blocks: string): string {
  return createHash('sha256').update(program).update(blocks).digest('hex').slice(0, 16);
}

/** The programs of a page that have changed since they were translated, and those whose translations have. */
export function staleIn(markdown: string): string[] {
  return [...markdown.matchAll(BLOCK)].filter(([, program, after]) => {
    const [, digest, blocks] = /^\n<!-- translated: (\w+) -->\n([^]*)<!-- translated: end -->\n$/.exec(after ?? '') ?? [];
    return digest === undefined || digest !== digestOf(program, blocks);
  }).map(([, program]) => program);
}

/** The programs of a page in another language. */
export function translationsIn(markdown: string, fence: keyof Translated): string[] {
  return [...markdown.matchAll(BLOCK)].map(([, , after]) => {
    const block = after?.split(`\`\`\`${fence}\n`)[1]?.split('\n```\n')[0];
    if (block === undefined) {
      throw new Error(`a program has no translation to ${FENCES[fence]}: run \`npx projen translate\``);
    }
    return `${block}\n`;
  });
}
