import { proseOf } from './pages';

/*
 * What a machine can check of plain English. The rest is up to the reader: subject, verb, object; one idea in a sentence.
 */

export const LONGEST_SENTENCE = 35;

/** Sentences without code, tables, headings and the addresses of links. */
export function sentencesOf(markdown: string): string[] {
  const lines = proseOf(markdown).split('\n').map((line) => /^\s*(\||#|<|!\[)/.test(line) ? '' : line.replace(/^\s*(?:[-*>]|\d+\.) ?/, (mark) => mark.trim() === '>' ? '' : '\n'));
  const text = lines.join('\n').replace(/`[^`]*`/g, 'Code').replace(/\]\([^)]*\)/g, ']').replace(/https?:\S+/g, 'link');
  return text.split(/\n\s*\n/).flatMap((paragraph) => paragraph.split(/(?<=[.!?:][)*]*)\s+(?=[^a-z])/)).map((sentence) => sentence.replace(/\s+/g, ' ').trim()).filter(Boolean);
}

export const words = (sentence: string): number => sentence.split(' ').filter((word) => /\w/.test(word)).length;

/** Words that slow a reader down, or are British. */
const UNWANTED: Readonly<Record<string, RegExp>> = {
  '"so" before a verb': /\bso (?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|may|must|should|goes|says)\b/i,
  '"in turns": say "alternately"': /\bin turns\b/i,
  '"mend": say "fix" or "correct"': /\bmend(?:s|ed|ing)?\b/i,
  '"is told"': /\b(?:is|are|was|were|be) told\b(?! apart)/i,
  '", for" as "because"': /, for (?:it|he|she|they|there|we|you|nobody|somebody)\b/i,
  '"the key before": say "the previous key"': /\bthe (?:key|record|zone|one) before\b/i,
  '"former": say "previous"': /\bformer\b/i,
  '"under way": say "in transit"': /\bunder way\b/i,
  '"whilst", "thereof" and the like': /\b(?:whilst|thereof|thereby|hence|whereby|hitherto|notwithstanding)\b/i,
  '"will do": say "works"': /\bwill do too\b/i,
  'British spelling': /\b\w*(?:behaviour|colour|favour|honour)\w*\b|\b(?:re|syn|organ|author|optim|initial|recogn)\w*(?:cognis|thesis(?:e|ed)|anis|oris|imis|ialis)\w*\b|\b(?:centre|licence|catalogue|whitelist|cancelling|labelled)\b/i,
};

/** What a text has of them: what is wrong, and where. */
export function unwantedIn(text: string): string[] {
  const parts = text.replace(/`[^`]*`/g, 'code').split(/(?<=[.!?|])\s/);
  return Object.entries(UNWANTED).flatMap(([what, pattern]) => parts.filter((part) => pattern.test(part)).map((part) => `${what}: ${part.trim()}`));
}
