import { duration, yesOrNo } from '../kernel/assumption';

export const ROUTE53_ASSUMPTIONS = {
  propagationMs: duration(30_000, {
    what: 'From a change to its state INSYNC, when all name servers have it',
    source: '[DOC GetChange: "generally within 60 seconds"; the figure is assumed]',
    affects: 'How long a deployment waits for a record.',
    settledBy: 'insync',
  }),
  processingMs: duration(0, {
    what: 'How long a zone refuses further changes with `PriorRequestNotComplete` after a change',
    source: '[DOC ChangeResourceRecordSets: no figure; off]',
    affects: 'How long several domains of one zone take.',
    settledBy: 'second-change',
  }),
  staggered: yesOrNo(false, {
    what: 'The name servers of a zone get a change one after the other, the last one when it is INSYNC',
    source: '[DOC GetChange: INSYNC means all of them; the order is assumed]',
    affects: 'The handler asks each name server.',
    settledBy: { nothing: 'the servers of Route 53 are many behind each address, and a question from one place reaches one of them' },
  }),
} as const;
