import { CHECK_AGAIN_MS, CIRCUMSTANCES, type Circumstances, DELAYS } from './circumstances';
import { measure, type Measurement as Move, unsignedSeconds } from './measurement';
import { timeline } from './timeline';
import { VARIANTS } from './variants';
import { markdownTable } from '../format';
import { type Measurement, NOTHING, type Row } from '../measurement';

interface Comparison {
  readonly circumstances: Circumstances;
  readonly moves: readonly Move[];
}

const PICTURE = 'unsigned-window.svg';

type Which = (move: Move) => boolean;
const isOurs: Which = ({ name }) => name.includes('DomainIdentity');

/** What happens to mail in every move from one way of signing to another. */
export const moves: Measurement<readonly Comparison[]> = {
  name: 'moves',

  async measure(effort) {
    const comparisons: Comparison[] = [];
    for (const [index, circumstances] of CIRCUMSTANCES.entries()) {
      const measured: Move[] = [];
      for (const variant of VARIANTS) {
        // When mail is lost does not depend on when SES looks.
        measured.push(await measure(variant, circumstances, index === 0 && effort === 'full'));
      }
      comparisons.push({ circumstances, moves: measured });
    }
    return comparisons;
  },

  rows(comparisons) {
    const all = comparisons.flatMap(({ circumstances, moves: measured }) => measured.map((move) => ({
      move, ratio: ratioOf(move, circumstances), least: leastRatio(move, circumstances),
    })));
    const losses = (isWanted: Which) => all.filter(({ move }) => move.lost && isWanted(move)).map(({ move }) => (
      { most: Math.max(...move.lost!), of: move.sentBefore }
    ));
    const ourLosses = losses(isOurs);
    const row = (figure: string, isToldLate: boolean): Row => {
      const made = all.filter(({ move }) => move.refusal === undefined && move.isToldLate === isToldLate);
      const ours = made.filter(({ move }) => isOurs(move));
      return {
        figure,
        emailIdentity: span(made.filter(({ move }) => !isOurs(move)).map(({ ratio }) => ratio)),
        domainIdentity: span(ours.map(({ ratio }) => ratio)),
        target: span(ours.map(({ least }) => least)),
        isMet: ours.every(({ ratio, least }) => ratio <= least),
      };
    };
    return [
      {
        figure: 'messages lost in transit, every move by one deployment',
        emailIdentity: lossText(losses((move) => !isOurs(move))),
        domainIdentity: lossText(ourLosses),
        target: '0',
        isMet: ourLosses.every(({ most }) => most === 0),
      },
      row('unsigned time ÷ SES\'s own check, moves to keys that are known before', false),
      row('unsigned time ÷ SES\'s own check, moves to Easy DKIM', true),
    ];
  },

  details: (comparisons) => [
    '## Moves',
    '*Unsigned* is how long mail leaves without the domain\'s signature. *SES\'s own check* is the part of it that no tool can avoid. *Lost* are, of the',
    'messages sent in the four minutes before the switch, those that do not verify any more when they arrive late: in five days senders give up.',
    '',
    'This is measured on the local engine, a test double. The 60 seconds of Route 53 are the most that AWS documents as usual. The 300 and the 30 of',
    'SES are about what others have seen. It is assumed that SES looks again five minutes after it found nothing, and that CloudFormation waits until',
    'Route 53 serves a record everywhere. Resolvers that remember an answer are left out. SES may differ.',
    '',
    'SES tells the records of Easy DKIM only after the switch. If it looks before Route 53 serves them, mail waits for its next look: no API makes it look',
    'earlier. That is the least that is possible, and the target of the figure above.',
    '',
    table(comparisons),
    '',
    `![When mail leaves unsigned in each move, if SES looks ${comparisons.at(-1)!.circumstances.checkMs / 1000} seconds after the switch](${PICTURE})`,
  ].join('\n'),

  pictures: (comparisons) => ({ [PICTURE]: timeline(comparisons.at(-1)!) }),
};

function ratioOf(move: Move, { checkMs }: Circumstances): number {
  return unsignedSeconds(move) / (checkMs / 1000);
}

/**
 * What SES's order allows. Records that it tells only after the switch may not be served at its first look. No API makes SES look
 * earlier than it does by itself.
 * [DOC AWS's agent skill for the set-up of SES domains]
 */
function leastRatio({ isToldLate }: Move, { checkMs, propagationMs }: Circumstances): number {
  const looksInVain = isToldLate ? Math.max(0, Math.ceil((propagationMs - checkMs) / CHECK_AGAIN_MS)) : 0;
  return (checkMs + looksInVain * CHECK_AGAIN_MS) / checkMs;
}

function span(ratios: readonly number[]): string {
  const ends = [...new Set([Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(1)))];
  return ratios.length === 0 ? NOTHING : ends.join(' to ');
}

function lossText(losses: ReadonlyArray<{ readonly most: number; readonly of: number }>): string {
  const most = losses.filter(({ most: lost }) => lost > 0);
  return losses.length === 0 ? NOTHING : most.length === 0 ? '0' : `${Math.max(...most.map(({ most: lost }) => lost))} of ${losses[0].of}, in ${most.length} of ${losses.length} moves`;
}

function table(comparisons: readonly Comparison[]): string {
  const [first, ...others] = comparisons;
  return markdownTable(
    ['', ...comparisons.map(({ circumstances: { checkMs } }) => `unsigned, SES's own check ${checkMs / 1000} s`), ...DELAYS.map(({ name }) => `lost, ${name} late`)],
    first.moves.map((move, index) => [
      `${move.name}, ${move.use}`,
      ...[move, ...others.map(({ moves: measured }) => measured[index])].map((each) => each.refusal === undefined ? `${unsignedSeconds(each)} s` : 'refused'),
      ...DELAYS.map((_, delay) => move.lost === undefined ? NOTHING : move.lost[delay] === 0 ? '0' : `${move.lost[delay]} of ${move.sentBefore}`),
    ]),
    (column) => column > 0,
  );
}
