import { duration } from '../kernel/assumption';

export const SECRETS_MANAGER_ASSUMPTIONS = {
  readLagMs: duration(0, {
    what: 'How long reads tell what was true before a write',
    source: 'assumed',
    affects: 'Whether a step of a rotation can trust what it reads of the labels.',
    settledBy: 'secret-own-writes',
  }),
  replicationMs: duration(5_000, {
    what: 'From a change of a secret to its replicas in other Regions',
    source: '[DOC Secrets Manager, replicate-secrets: no figure; assumed]',
    affects: 'When the other Regions have a generated key.',
    settledBy: 'secret-replication',
  }),
  stepTimeoutMs: duration(0, {
    what: 'How long Secrets Manager waits for a step of a rotation; 0 means as long as the function runs. After that the step has failed, whatever its '
      + 'function still does, and the next attempt may run beside it',
    source: '[UNK: AWS gives no figure; DOC rotate-secrets_lambda: the entire rotation is tried again]',
    affects: 'Whether two attempts of a rotation run at the same time.',
    settledBy: 'long-step',
  }),
} as const;
