import { RULE_SCENES } from './program/rule-scenes';
import { play, Scene } from './program/scene';
import { REMOVAL_RULES, RULES } from '../../../lambda/reconciler';

jest.setTimeout(120_000);

/** The course of events of a rule, with it or without it. */
const problemsOf = ({ options, course }: typeof RULE_SCENES[number], without?: string) => play(new Scene({ ...options, without }), course);

test('each rule of the plan has its course of events', () => {
  expect(RULE_SCENES.map(({ rule }) => rule).sort()).toEqual([...RULES, ...REMOVAL_RULES].map(({ name }) => name).sort());
});

test.each(RULE_SCENES.map((scene) => [scene.rule, scene] as const))('all is well with the rule: %s', async (_rule, scene) => {
  expect(await problemsOf(scene)).toEqual([]);
});

test.each(RULE_SCENES.map((scene) => [scene.rule, scene] as const))('a property breaks without the rule: %s', async (rule, scene) => {
  expect(await problemsOf(scene, rule)).not.toEqual([]);
});
