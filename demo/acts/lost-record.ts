import { narration } from '../narration';
import { DOMAIN, type Stage } from '../stage';

const { chapter, say } = narration;

const HOUR = 60 * 60_000;
const METRICS = ['DkimVerified', 'DkimRecordServed', 'KeyAge', 'ReconcileErrors'];
const ALARM = 'DkimRecordNotServed';

/** What the library's metrics and an alarm say when the record of the key disappears, and when it is back. */
export async function lostRecord(stage: Stage, selector: string): Promise<string> {
  const name = `${selector}._domainkey.${DOMAIN}`;

  chapter('Metrics and alarms: identity.addAlarms()');
  const quiet = await look(stage, 'an hour later, after the hourly look');

  chapter(`somebody removes the record ${name}`);
  await stage.removeRecord(name);
  const loud = await look(stage, 'within the hour');
  await stage.showZone();
  if (!(await stage.hasRecord(name))) {
    throw new Error('the record should be published again');
  }
  say('the same look has published the record again');
  const again = await look(stage, 'the next hour');

  const states = [quiet, loud, again].join(', ');
  if (states !== 'OK, ALARM, OK') {
    throw new Error(`the alarm should go off and recover, got ${states}`);
  }
  return `lost record: the alarm was ${states}`;
}

/** Until the function has looked once more. Says what its metrics are, and the state of the alarm. */
async function look(stage: Stage, when: string): Promise<string> {
  await stage.pass(HOUR);
  const values = METRICS.map((metric) => `${metric}=${stage.metric(metric).toFixed(metric === 'KeyAge' ? 1 : 0)}`);
  const state = stage.alarm(ALARM);
  say(`${when}: ${values.join(' ')}; the alarm ${ALARM} is ${state}`);
  return state;
}
