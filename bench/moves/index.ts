import { CIRCUMSTANCES, type Circumstances, DELAYS } from './circumstances';
import { measure, type Measurement as Move, unsignedSeconds } from './measurement';
import { timeline } from './timeline';
import { VARIANTS } from './variants';
import { markdownTable } from '../format';
import { type Measurement, NOTHING, type Row } from '../measurement';

interface Comparison {
  readonly circumstances: Circumstances;
  readonly moves: readonly Move[];
}

type Ours = (move: Move) => boolean;
const isOurs: Ours = ({ name }) => name.includes('DomainIdentity');

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
    const all = comparisons.flatMap(({ circumstances, moves: measured }) => measured.map((move) => ({ move, ratio: ratioOf(move, circumstances) })));
    const ratios = (wanted: (move: Move) => boolean) => all.filter(({ move }) => move.refusal === undefined && wanted(move)).map(({ ratio }) => ratio);
    const losses = (wanted: Ours) => all.filter(({ move }) => move.lost && wanted(move)).map(({ move }) => ({ most: Math.max(...move.lost!), of: move.sentBefore }));
    const [theirLosses, ourLosses] = [losses((move) => !isOurs(move)), losses(isOurs)];
    const row = (figure: string, isToldLate: boolean): Row => {
      const [theirs, ours] = [false, true].map((own) => ratios((move) => isOurs(move) === own && move.isToldLate === isToldLate));
      return {
        figure, emailIdentity: span(theirs), domainIdentity: span(ours), target: isToldLate ? 'as close to 1.0 as SES\'s order allows' : '1.0',
        isMet: isToldLate ? Math.max(...ours) <= Math.max(...theirs) : ours.every((ratio) => ratio <= 1),
      };
    };
    return [
      {
        figure: 'messages lost in transit, every move by one deployment',
        emailIdentity: lossText(theirLosses),
        domainIdentity: lossText(ourLosses),
        target: '0',
        isMet: ourLosses.every(({ most }) => most === 0),
      },
      row('unsigned time ÷ SES\'s own check, moves to a key that is known beforehand', false),
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
    table(comparisons),
  ].join('\n'),

  pictures: (comparisons) => ({ 'unsigned-window.svg': timeline(comparisons.at(-1)!) }),
};

function ratioOf(move: Move, { checkMs }: Circumstances): number {
  return unsignedSeconds(move) / (checkMs / 1000);
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
