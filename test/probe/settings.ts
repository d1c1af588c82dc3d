import fc from 'fast-check';
import { SES_PAUSE_MS } from '../../probe/clients';
import { TRIED_CHARACTERS } from '../../probe/experiments/tag-limits';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Whole numbers of steps: what the probe can tell apart. */
const steps = (stepMs: number, from: number, to: number) => fc.integer({ min: from, max: to }).map((count) => count * stepMs);
/** None, or more than one step: one is as long as SES makes the probe wait. */
const lag = (stepMs: number, to: number) => fc.oneof(fc.constant(0), steps(stepMs, 2, to));
const error = fc.stringMatching(/^[A-Za-z ,.']{1,40}$/).map((text) => `${text} {length}`);

/** Settings of the engine, of which an experiment can find each. */
export const SETTINGS = fc.record({
  'ses.checkDelayMs': steps(SECOND, 1, 300),
  'ses.checkIntervalMs': steps(15 * SECOND, 1, 80),
  'ses.giveUpMs': steps(HOUR, 2, 100),
  'ses.failedIsFinal': fc.boolean(),
  'ses.recheckIntervalMs': steps(15 * MINUTE, 2, 12),
  'ses.samePutResets': fc.boolean(),
  'ses.byoFollowsCname': fc.boolean(),
  'ses.pkcs8Verifies': fc.boolean(),
  'ses.keepsTokens': fc.boolean(),
  'ses.tokenCount': fc.integer({ min: 1, max: 5 }),
  'ses.byoTokens': fc.constantFrom('selector', 'none'),
  'ses.tellsSigningHostedZone': fc.boolean(),
  'ses.sameLengthError': error,
  'ses.secondLengthError': error,
  'ses.ownRegionError': error.map((text) => text.replace('{length}', '{region}')),
  'ses.readLagMs': lag(SES_PAUSE_MS, 8),
  'ses.existenceLagMs': lag(SES_PAUSE_MS, 8),
  'ses.maxTags': fc.integer({ min: 5, max: 70 }),
  'ses.refusedTagCharacters': fc.subarray([...TRIED_CHARACTERS]).map((characters) => characters.join('')),
  'ses.rateLimit': fc.constantFrom('off', 'shared', 'per operation'),
  'ses.replicationDelayMs': steps(SECOND, 1, 600),
  'ses.refusesReplicas': fc.constantFrom('later', 'at once'),
  'ses.oldKeySignsMeanwhile': fc.boolean(),
  'ses.resourceTagsWhenTagging': fc.boolean(),
  'ses.tagLagMs': lag(SES_PAUSE_MS, 8),
  'iam.propagationMs': steps(2 * SECOND, 0, 60),
  'cloudFormation.recordSetWaits': fc.boolean(),
  'route53.propagationMs': steps(2 * SECOND, 5, 40),
  'route53.processingMs': steps(SECOND, 0, 10),
  'secretsManager.readLagMs': steps(SECOND, 0, 10),
  'secretsManager.replicationMs': steps(SECOND, 1, 60),
}).chain((settings) => steps(settings['ses.recheckIntervalMs'], 1, 60).map((graceMs): Record<string, unknown> => ({ ...settings, 'ses.graceMs': graceMs })));
