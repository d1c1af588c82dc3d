import { text } from '../kernel/assumption';

/** Texts of errors that nobody has recorded. `{length}` and `{region}` stand for what was asked for. */
export const ERROR_TEXTS = {
  sameLengthError: text('The input you provided is invalid. The signing key length is already {length}.', {
    what: 'What SES says to the key length that an identity has already',
    source: '[DOC Easy DKIM: the same length is an error; the text is assumed]',
    affects: 'How the handler explains the error.',
    settledBy: 'key-length',
  }),
  secondLengthError: text('The input you provided is invalid. The signing key length can be changed once in 24 hours.', {
    what: 'What SES says to a second change of the key length in a day',
    source: '[DOC Easy DKIM: more than one change in 24 hours, but for the first to 1024 bits in them; the text is assumed]',
    affects: 'How the handler explains the error.',
    settledBy: 'key-length',
  }),
  ownRegionError: text('The primary identity must be in another Region.', {
    what: 'What SES says to a replica of an identity in its own Region',
    source: '[DOC DEED: the parent\'s Region is not the replica\'s; the text is assumed]',
    affects: 'How the handler explains the error.',
    settledBy: 'replica-without-parent',
  }),
} as const;
