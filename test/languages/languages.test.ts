import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntaxErrors } from '../../languages/csharp';
import { difference } from '../../languages/templates';
import { missingToolchains } from '../../languages/toolchains';

const folder = mkdtempSync(join(tmpdir(), 'languages-'));

describe('C#', () => {
  const errorsOf = (text: string) => {
    const path = join(folder, 'Test.cs');
    writeFileSync(path, text);
    return syntaxErrors([path], folder);
  };

  test('has no errors as it should be', async () => {
    expect(await errorsOf('class A { public A(string scope, int id) { } }')).toEqual([]);
  });

  test('has an error where a parameter has no name', async () => {
    const errors = await errorsOf('class A\n{\n  public A(string scope, int 2) { }\n}\n');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^Test\.cs:\d+: /);
  });
});

describe('templates', () => {
  const wanted = new Map([['Mail', '{\n  "A": 1\n}']]);

  test('that are the same do not differ', () => expect(difference(new Map(wanted), wanted)).toBeUndefined());
  test('that differ do so in a line', () => (
    expect(difference(new Map([['Mail', '{\n  "A": 2\n}']]), wanted)).toBe('Mail line 2: "A": 2, and should be "A": 1')
  ));
  test('that have one line more do so too', () => expect(difference(new Map([['Mail', '{\n  "A": 1\n}\n']]), wanted)).toMatch(/^Mail line /));
  test('that are missing are named', () => expect(difference(new Map(), wanted)).toBe('the templates are none, and should be Mail'));
});

test('what is not on the machine is named', async () => {
  const path = process.env.PATH;
  process.env.PATH = folder;
  try {
    expect(await missingToolchains()).toEqual([
      'Python 3.10 or newer: `python3 --version` does not run',
      expect.stringMatching(/^Python's venv: /),
      'JDK 17.0 or newer: `javac -version` does not run',
      'Maven 3.6 or newer: `mvn --version` does not run',
      'Go 1.25 or newer: `go version` does not run',
    ]);
  } finally {
    process.env.PATH = path;
  }
});

test('a toolchain that is too old is named, with its version', async () => {
  const path = process.env.PATH;
  writeFileSync(join(folder, 'go'), '#!/bin/sh\necho go version go1.24.9 linux/amd64\n', { mode: 0o755 });
  process.env.PATH = `${folder}:/bin`;
  try {
    expect(await missingToolchains()).toContain('Go 1.25 or newer: `go version` says go version go1.24.9 linux/amd64');
  } finally {
    process.env.PATH = path;
  }
});
