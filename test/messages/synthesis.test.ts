import { type Mistakes, UNWANTED } from './mistakes';
import * as handler from './synthesis/handler';
import * as identities from './synthesis/identities';
import * as keys from './synthesis/keys';
import { Program } from './synthesis/program';
import * as records from './synthesis/records';

/*
 * What a program with a mistake says at synthesis. The snapshot has all of it: read it as somebody who made the mistake does. Is it
 * clear what is wrong, where, and what to do?
 */
const TOPICS: ReadonlyArray<[string, Mistakes<Program>]> = Object.entries({ ...identities, ...keys, ...records, ...handler });

describe.each(TOPICS)('%s', (_topic, mistakes) => {
  const messages = Object.fromEntries(Object.entries(mistakes).map(([mistake, make]) => [mistake, Program.messageOf(make)]));

  test('say what is wrong, and what to do', () => {
    expect(messages).toMatchSnapshot();
  });

  test('end with the path of the construct', () => {
    expect(Object.entries(messages).filter(([, message]) => !/(?:, at|[.?] At) Mail\/\w+$/.test(message))).toEqual([]);
  });

  test('have nothing of the inside, and no key', () => {
    expect(Object.entries(messages).filter(([, message]) => UNWANTED.test(message))).toEqual([]);
  });
});

test('there are many of them', () => {
  expect(TOPICS.flatMap(([, mistakes]) => Object.keys(mistakes)).length).toBeGreaterThan(150);
});
