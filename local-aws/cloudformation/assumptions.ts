import { defaultsOf, oneOf, type SettingsOf, yesOrNo } from '../kernel/assumption';

export const CLOUDFORMATION_ASSUMPTIONS = {
  recordSetWaits: yesOrNo(true, {
    what: '`AWS::Route53::RecordSet` is complete when its change is INSYNC, and not when Route 53 has taken it',
    source: 'assumed: AWS documents neither; operators see that it waits',
    affects: 'What a move from `ses.EmailIdentity` costs in unsigned mail.',
    settledBy: 'record-set',
  }),
  cancelledCreateId: oneOf(['invented', 'answered'], 'invented', {
    what: 'Which id the Delete of a custom resource has whose Create was cancelled: one that CloudFormation invents, at once, or the one that its handler answers '
      + 'later',
    source: '[CDK#36951: a Delete comes while the handler may still run; that its id is invented is assumed]',
    affects: 'What the handler takes back after a cancelled Create.',
    settledBy: 'cancelled-create',
  }),
} as const;

export type CloudFormationAssumptions = SettingsOf<typeof CLOUDFORMATION_ASSUMPTIONS>;

export const DEFAULT_CLOUDFORMATION_ASSUMPTIONS: CloudFormationAssumptions = defaultsOf(CLOUDFORMATION_ASSUMPTIONS);
