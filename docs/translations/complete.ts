import { moduleOf, type Program } from './program';

/*
 * jsii-rosetta translates what a program does. It leaves out what the other languages need around it.
 */

/** Imports of one module are one line, and sorted. */
export function completePython(text: string): string {
  const imports = new Map<string, Set<string>>();
  const rest = text.replace(/^from (\S+) import (.*)\n/gm, (_, module: string, names: string) => {
    imports.set(module, new Set([...imports.get(module) ?? [], ...names.split(', ')]));
    return '';
  });
  const lines = [...imports].map(([module, names]) => `from ${module} import ${[...names].sort().join(', ')}`).sort();
  return `${lines.join('\n')}\n\n${rest.trim()}\n`;
}

const JAVA_UTIL = ['List', 'Map'];

/** A class with `main`, and the imports of everything that it names. */
export function completeJava(text: string, program: Program): string {
  const imports = [...text.matchAll(/^import (\S+)\.(\w+);\n/gm)];
  const packages = new Map(imports.map(([, name, type]) => [moduleOf(program, type), name]));
  const body = text.replace(/^import .*\n/gm, '').replace(/\.node\b/g, '.getNode()').trim(); // jsii-rosetta forgets inherited properties
  const code = body.replace(/\/\/.*|"(?:[^"\\]|\\.)*"/g, '""');
  const named = new Set([...code.matchAll(/(?<![\w.])[A-Z]\w*/g)].map(([name]) => name));
  const lines = [...named].filter((name) => name !== 'String').map((name) => (
    `import ${JAVA_UTIL.includes(name) ? 'java.util' : packages.get(moduleOf(program, name))}.${name};`
  ));
  return `package com.example;

${lines.sort().join('\n')}

public final class MailApp {
    public static void main(final String[] args) {
${body.replace(/^(?=.)/gm, ' '.repeat(8))}
    }
}
`;
}

/** The same in C#, where statements need no class. */
export function completeCSharp(text: string): string {
  const collections = text.includes('Dictionary<') ? 'using System.Collections.Generic;\n' : '';
  return `${collections}${text.trim().replace(/^new /gm, '_ = new ')}\n`;
}
