import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Language, PROGRAMS } from './language';
import { templatesIn } from './templates';
import type { Workspace } from './workspace';

/** What the programs read that a user names on the command line. */
const CONTEXT = JSON.stringify({ domainName: 'example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' });

/** The templates of the guides' programs: their names begin with this, and their order is that of their texts. */
export const GUIDES = 'guides/';

export type Step = 'built' | 'installed' | 'checked' | 'synthesized' | 'deployed';

/** How far a language came. */
export interface Usage {
  readonly language: Language;
  readonly done: readonly Step[];
  readonly bytes: number;
  readonly seconds: number;
  /** The templates of all programs, by program and file name. */
  readonly templates: ReadonlyMap<string, string>;
  /** What the receiver of a mail says after the deployment of the first program, if it was deployed. */
  readonly verdict?: string;
  readonly error?: Error;
}

/** Does in a language what its users do, up to the first failure. */
export async function use(language: Language, workspace: Workspace): Promise<Usage> {
  const begin = Date.now();
  const done: Step[] = [];
  let bytes = 0;
  let verdict: string | undefined;
  let templates: ReadonlyMap<string, string> = new Map();
  let error: Error | undefined;
  const reached = (step: Step) => {
    done.push(step);
    console.log(`${language.name}: ${step} (${Math.round((Date.now() - begin) / 1000)} s)`);
  };
  try {
    bytes = await language.build();
    reached('built');
    await language.install();
    reached('installed');
    await Promise.all([
      language.check().then(() => reached('checked')),
      synthesizeAll(language, workspace).then((all) => {
        templates = all;
        reached('synthesized');
      }),
      language.deploy?.().then((answer) => {
        verdict = answer;
        reached('deployed');
      }),
    ]);
  } catch (failure) {
    error = failure as Error;
  }
  return { language, done, bytes, seconds: (Date.now() - begin) / 1000, templates, verdict, error };
}

async function synthesizeAll(language: Language, workspace: Workspace): Promise<Map<string, string>> {
  const templates = new Map<string, string>();
  for (const program of PROGRAMS) {
    const folder = workspace.path('templates', language.name, program);
    mkdirSync(folder, { recursive: true });
    await language.synthesize(program, { CDK_OUTDIR: folder, CDK_CONTEXT_JSON: CONTEXT });
    templatesIn(folder).forEach((text, name) => templates.set(`${program}/${name}`, text));
  }
  if (language.synthesizeGuides) {
    const folder = workspace.path('templates', language.name, 'guides');
    mkdirSync(folder, { recursive: true });
    await language.synthesizeGuides({ ASSEMBLIES: folder });
    const texts = readdirSync(folder).flatMap((name) => [...templatesIn(join(folder, name)).values()]);
    if (texts.length === 0) {
      throw new Error('the programs of the guides made no templates');
    }
    texts.sort().forEach((text, index) => templates.set(`${GUIDES}${index}`, text));
  }
  return templates;
}
