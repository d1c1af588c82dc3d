import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The templates in a cloud assembly, by file name. */
export function templatesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.template.json')).sort();
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** How templates differ from what they should be, if they do: the first file and line. */
export function difference(templates: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): string | undefined {
  const [names, wantedNames] = [templates, wanted].map((map) => [...map.keys()].join(', ') || 'none');
  if (names !== wantedNames) {
    return `the templates are ${names}, and should be ${wantedNames}`;
  }
  for (const [name, text] of wanted) {
    const lines = templates.get(name)!.split('\n');
    const wantedLines = text.split('\n');
    const line = wantedLines.findIndex((wantedLine, index) => wantedLine !== lines[index]);
    if (line >= 0 || lines.length !== wantedLines.length) {
      return `${name} line ${line + 1}: ${lines[line]?.trim()}, and should be ${wantedLines[line]?.trim()}`;
    }
  }
  return undefined;
}
