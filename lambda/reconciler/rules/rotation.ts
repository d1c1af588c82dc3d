import { SECRET_STALE_MS } from '../../ports';
import { MEMORY_LABEL } from '../memory';
import type { Rule } from '../model';
import { isDelegated, isKey, isServed, maySettle, objectOnce } from '../questions';
import { wantedRecords } from '../wanted';
import { choices } from './keys';
import { RECORDS_ARE_SERVED } from './serving';

const LONGEST_TEST_MS = 4 * 60_000;

/** Secrets Manager's `testSecret`: every key that has a record, the next one too, has to be served before SES gets it. */
export const awaitPending: Rule = {
  name: 'test that the next key is served',
  propose: (state) => {
    const { zone, session, keys, settings: { domainName } } = state;
    if (!isKey(keys.signing?.pending)) {
      return undefined; // when a schedule is made, the function is tested without a key
    }
    const missing = wantedRecords(state).filter((record) => record.purpose === 'DKIM' && !isServed(state, record));
    const isElsewhere = zone !== undefined && !isDelegated(state, zone);
    if (!zone || (missing.length === 0 && !isElsewhere)) {
      return undefined;
    }
    if (!session.expired.has(RECORDS_ARE_SERVED)) {
      return { do: 'wait', what: RECORDS_ARE_SERVED, until: session.startedAt + LONGEST_TEST_MS };
    }
    const names = missing.map(({ label }) => `${label}.${domainName}`).join(', ') || `${MEMORY_LABEL}.${zone.domain}`;
    const way = zone.place.kind === 'CNAME_DELEGATED' ? `each of them is a CNAME of the same name below ${zone.domain}, and that ` : '';
    return {
      do: 'refuse',
      message: `the name servers of ${domainName} do not serve the key that was published at ${names}: check that ${way}the domain is delegated to the hosted zone `
      + `${zone.place.hostedZoneId}; SES still has the previous key`,
    };
  },
};

export const ROTATION_SHOWS = 'a rotation to show';

/**
 * A schedule that was changed has begun a rotation, or tests the function, and is to be changed back. Secrets Manager refuses that while a
 * version is pending: the stack would end in `UPDATE_ROLLBACK_FAILED`.
 */
export const awaitBegunRotation: Rule = {
  name: 'wait for a rotation that the failed deployment may have begun',
  propose: (state) => {
    const mayHaveBegun = choices(state).some((choice) => choice.mayHaveBegun) && !state.session.expired.has(ROTATION_SHOWS);
    return mayHaveBegun ? { do: 'wait', what: ROTATION_SHOWS, until: state.session.startedAt + SECRET_STALE_MS } : undefined;
  },
};

/** Secrets Manager cancels a schedule when its resource goes, also if that only has another name in the template. [DOC CancelRotateSecret] */
export const cancelledSchedule: Rule = {
  name: 'report a rotation schedule that was cancelled',
  propose: (state) => {
    const { goal, keys: { signing: view }, settings: { signing, domainName } } = state;
    const key = signing.mode === 'BYODKIM' && signing.key.kind === 'GENERATED' ? signing.key : undefined;
    if (goal.kind !== 'tend' || !maySettle(state) || key?.rotationDays === undefined || view?.state !== 'there' || view.rotationEnabled) {
      return undefined;
    }
    return objectOnce(state, `nobody rotates the key of ${domainName} any more, because the rotation schedule of the secret ${key.secretId} was cancelled; `
      + `run \`aws secretsmanager rotate-secret --secret-id ${key.secretId} --no-rotate-immediately\`, or change \`rotation.every\` and deploy`);
  },
};
