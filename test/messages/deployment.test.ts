import { aws, resetAws } from './deployment/aws';
import { courses } from './deployment/courses';
import { refusalOf, type SecretContent, secrets } from './deployment/secrets';
import { wire } from './deployment/wire';
import { UNWANTED } from './mistakes';
import { Scene } from '../lambda/reconciler/program/scene';
import type { Deployed } from '../lambda/reconciler/world/cloudformation';

/*
 * What a deployment says that cannot be, in the reason that CloudFormation shows. The snapshot has all of it: is it clear what is wrong,
 * where, and what to do?
 */

/** What AWS makes of its own is not the same each time. */
const stable = (message: string) => message
  .replace(/p=[A-Za-z0-9+/]{20,}={0,2}/g, 'p=<key>')
  .replace(/\bs[0-9a-f]{16}\b/g, '<selector>');

const messageOf = (run: () => unknown) => Promise.resolve().then(run).then(() => 'NOTHING', ({ message }: Error) => message);

async function failureOf(course: (scene: Scene) => unknown): Promise<string> {
  const scene = new Scene();
  let deployed: Deployed | undefined;
  await scene.world.scheduler.runUntil(Promise.resolve(course(scene)).then((last) => {
    deployed = last as Deployed;
  }));
  return deployed?.error?.message ?? 'NOTHING';
}

type Make<Context> = (context: Context) => unknown;

async function all<Context>(mistakes: Readonly<Record<string, Make<Context>>>, say: (mistake: Make<Context>) => unknown) {
  const messages: Record<string, string> = {};
  for (const [mistake, make] of Object.entries(mistakes)) {
    resetAws();
    messages[mistake] = stable(await say(make) as string);
  }
  return messages;
}

const TOPICS: ReadonlyArray<[topic: string, subject: RegExp, messages: () => Promise<Record<string, string>>]> = [
  ['secrets', /version v1 of the secret \S+ has no .*example\.com/, () => all(secrets, (make) => refusalOf(make() as SecretContent))],
  ['courses', /example\.com/, () => all(courses, failureOf)],
  ['aws', /^cannot .*(?:example\.com|dkim\/mail|Z1)/, () => all(aws, (make) => messageOf(make))],
  ['wire', /^properties of Custom::SesDomainIdentity.*; the construct and its handler are of different versions$/, () => all(wire, (make) => messageOf(make))],
];

describe.each(TOPICS)('%s', (_topic, subject, say) => {
  let messages: Record<string, string>;
  beforeAll(async () => {
    messages = await say();
  });

  test('say what is wrong, and what to do', () => {
    expect(messages).toMatchSnapshot();
  });

  test('name what they are about', () => {
    expect(Object.entries(messages).filter(([, message]) => !subject.test(message))).toEqual([]);
  });

  test('have nothing of the inside, and no key', () => {
    expect(Object.entries(messages).filter(([, message]) => UNWANTED.test(message))).toEqual([]);
  });
});

test('there are many of them', () => {
  expect([secrets, courses, aws, wire].flatMap(Object.keys).length).toBeGreaterThan(50);
});
