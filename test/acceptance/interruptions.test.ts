import { FakeCloud } from './fake-cloud';
import { portsOf } from './fake-ports';
import { happens, type Moment, MOMENTS } from './killer';
import { MemoryFile, subjectOf } from './memory-journal';
import { Journal } from '../../acceptance/journal';
import { reportOf } from '../../acceptance/report';
import { runScenarios } from '../../acceptance/run';
import { SCENARIOS } from '../../acceptance/scenarios';

/*
 * The program is killed at each of its calls, before, in the middle of it and after. What the file says then is all that the next
 * run knows. It removes everything, or goes on to the end.
 */

const silent = { atATime: 1, say: () => {} };

const file = new MemoryFile();

/** An account in which nobody interrupted a scenario. */
async function whole(scenario: string): Promise<FakeCloud> {
  const cloud = new FakeCloud();
  const journal = Journal.create(file, subjectOf([scenario]));
  await runScenarios(journal, portsOf(cloud), silent);
  expect(reportOf(journal.content, new Date(0))).toMatchObject({ passed: true, scenarios: [{ result: 'passed', left: [] }] });
  expect(cloud.everything).toEqual([]);
  expect(cloud.mails.length).toBeGreaterThan(0);
  return cloud;
}

/** The account when the program was killed at a call. */
async function killed(scenario: string, call: number, moment: Moment): Promise<FakeCloud> {
  const cloud = new FakeCloud();
  let written: string | undefined;
  cloud.killer.killAt(call, moment, () => {
    written = file.text;
  });
  await runScenarios(Journal.create(file, subjectOf([scenario])), portsOf(cloud), silent).catch(() => {});
  file.text = written; // a process that is killed writes nothing any more
  cloud.killer.revive();
  return cloud;
}

describe.each(SCENARIOS.map(({ name }) => name))('%s', (scenario) => {
  test('passes, and leaves nothing', async () => {
    expect((await whole(scenario)).killer.calls.length).toBeGreaterThan(15);
  });

  test.each(MOMENTS)('killed %s each of its calls: the next run removes everything', async (moment) => {
    const something = new Set<string>();
    for (const [index, what] of (await whole(scenario)).killer.calls.entries()) {
      if (happens(what, moment)) {
        const cloud = await killed(scenario, index + 1, moment);
        cloud.everything.forEach((thing) => something.add(thing));
        const journal = Journal.open(file)!;
        journal.giveUp();
        await runScenarios(journal, portsOf(cloud), silent);
        expect({ index, what, there: cloud.everything, left: journal.of(scenario).left }).toEqual({ index, what, there: [], left: [] });
      }
    }
    expect(something.size).toBeGreaterThan(0); // otherwise there was nothing to remove
  });

  test.each(MOMENTS)('killed %s each of its calls: the next run goes on, passes, and leaves nothing', async (moment) => {
    for (const [index, what] of (await whole(scenario)).killer.calls.entries()) {
      if (happens(what, moment)) {
        const cloud = await killed(scenario, index + 1, moment);
        const journal = Journal.open(file)!;
        await runScenarios(journal, portsOf(cloud), silent);
        const { passed, scenarios: [{ failure }] } = reportOf(journal.content, new Date(0));
        expect({ index, what, passed, failure, there: cloud.everything }).toEqual({ index, what, passed: true, failure: undefined, there: [] });
      }
    }
  });
});
