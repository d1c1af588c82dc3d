import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { blocksOf, read, ROOT, rowsOf } from './pages';
import { formatMemory, parseMemory } from '../../lambda/reconciler/memory';
import { IDENTITY_TAGS } from '../../src/contract/tags';

/** A text of the code: what stands between values. */
type Text = readonly string[];

/** Texts that are put together of several are one. Whatever is not known before it runs is a gap. */
function partsOf(node: ts.Node): string {
  if (ts.isStringLiteralLike(node)) {
    return node.text;
  }
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ expression, literal }) => partsOf(expression) + literal.text).join('');
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return partsOf(node.left) + partsOf(node.right);
  }
  if (ts.isParenthesizedExpression(node)) {
    return partsOf(node.expression);
  }
  return '\0';
}

function textsIn(node: ts.Node, found: string[] = []): string[] {
  found.push(ts.isPropertyAssignment(node) ? node.name.getText() : partsOf(node));
  ts.forEachChild(node, (child) => { textsIn(child, found); });
  return found;
}

const texts: readonly string[] = ['src', 'lambda'].flatMap((folder) => (
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).flatMap((path) => (
    textsIn(ts.createSourceFile(path, read(join(folder, path)), ts.ScriptTarget.ES2022, true))
  ))
)).filter((text) => text !== '\0');

/** Whether the code has a text with these parts, in this order. */
function isSomewhere(parts: Text): boolean {
  return texts.some((text) => {
    let position = 0;
    return parts.every((part) => {
      const found = text.indexOf(part, position);
      position = found + part.length;
      return found >= 0;
    });
  });
}

function unknown(markdown: string): string[] {
  const messages = rowsOf(markdown).slice(1).flatMap(([cell]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, message]) => message));
  return messages.filter((message) => !isSomewhere(message.split('…').map((part) => part.trim()).filter(Boolean)));
}

test('the messages in the guide to trouble are those of the code', () => {
  const ours = read('docs/troubleshooting.md').split('\n## What AWS says')[0];
  expect(rowsOf(ours).length).toBeGreaterThan(40);
  expect(unknown(ours)).toEqual([]);
});

test('the lines of the log in the guide to monitoring are those of the code', () => {
  const log = read('docs/monitoring.md').split('\n## The log')[1].split('\n## ')[0];
  expect(rowsOf(log).length).toBeGreaterThan(10);
  expect(unknown(log)).toEqual([]);
});

test('a message that the code does not have is found', () => {
  expect(unknown('| message | |\n|---|---|\n| `SES has this identity for ever` | |\n')).toEqual(['SES has this identity for ever']);
});

test('the guide to monitoring has every tag', () => {
  const page = read('docs/monitoring.md');
  expect(Object.values(IDENTITY_TAGS).filter((tag) => !page.includes(`\`${tag}\``))).toEqual([]);
});

test('the memory in the guide to monitoring is one', () => {
  const [{ text }] = blocksOf(read('docs/monitoring.md')).filter(({ language }) => language === 'memory');
  const memory = parseMemory(text.trim());
  expect(memory?.entries.map(({ state }) => state)).toEqual(['live', 'retired']);
  expect(formatMemory(memory!)).toBe(text.trim());
});
