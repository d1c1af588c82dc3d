import { duration } from '../kernel/assumption';

export const IAM_ASSUMPTIONS = {
  propagationMs: duration(0, {
    what: 'How long a new role, a policy or a trust policy takes until it counts, after CloudFormation has said that it is complete',
    source: '[LIVE aws/aws-cdk#37675, go-to-k/cdkd#756: seconds to three minutes; off, so that tests do not wait]',
    affects: 'How long the handler repeats a call that is refused.',
    settledBy: 'late-grant',
  }),
} as const;
