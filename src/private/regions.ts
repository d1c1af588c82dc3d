import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { checkString } from './kinds';
import { quote } from './quoting';

const REGION = /^[a-z]+(-[a-z]+)+-\d+$/;

/** Refuses what cannot be a Region, a misspelled one, and the stack's own. Tokens pass. */
export function checkOtherRegion(property: string, other: string, region: string): void {
  checkString(`\`${property}\``, other);
  if (Token.isUnresolved(other)) {
    return;
  }
  const known = RegionInfo.regions.map(({ name }) => name);
  const meant = known.includes(other) ? undefined : meantOf(other, known);
  if (!REGION.test(other) || meant !== undefined) {
    const newer = REGION.test(other) ? ' For a Region that this aws-cdk-lib does not know, take a newer one' : '';
    throw new Error(`\`${property}\` must be a Region, like 'eu-west-1', got ${quote(other)}${meant ? `: did you mean '${meant}'?${newer}` : ''}`);
  }
  if (other === region) {
    throw new Error(`\`${property}\` must be another Region than that of the stack, got '${other}'`);
  }
  const [there, here] = [other, region].map(partitionOf);
  if (there !== undefined && here !== undefined && there !== here) {
    throw new Error(`\`${property}\` must be a Region of the stack's partition '${here}', got '${other}', which is in '${there}'`);
  }
}

/** Refuses the same of Regions of which each can be there once only. */
export function checkOtherRegions(property: string, others: readonly string[], region: string): void {
  others.forEach((other) => checkOtherRegion(property, other, region));
  const twice = others.find((other, index) => others.indexOf(other) < index);
  if (twice !== undefined) {
    throw new Error(`\`${property}\` must have each Region once, got ${quote(twice)} twice`);
  }
}

/** Refuses what is in another partition, which has accounts of its own. Tokens pass. */
export function checkPartition(property: string, arn: string, region: string): void {
  const there = /^arn:([a-z-]+):/.exec(arn)?.[1];
  const here = there && partitionOf(region); // the table of Regions is large: most stacks do without
  if (here !== undefined && there !== here) {
    throw new Error(`${property} must be in the stack's partition '${here}', got '${arn}', which is in '${there}'`);
  }
}

function partitionOf(region: string): string | undefined {
  return Token.isUnresolved(region) ? undefined : RegionInfo.regions.find(({ name }) => name === region)?.partition;
}

/** The Region that somebody meant. Another number is no mistake that one can see: Regions get new ones. */
function meantOf(given: string, known: readonly string[]): string | undefined {
  const written = given.trim().toLowerCase().replace(/[_ ]/g, '-').replace(/(\d)[a-z]$/, '$1');
  const letters = (name: string) => name.replace(/-?\d+$/, '');
  if (known.includes(written)) {
    return written;
  }
  const isNew = REGION.test(written) && known.some((name) => letters(name) === letters(written));
  return isNew ? undefined : known.find((name) => distance(written, name) === 1) ?? known.find((name) => distance(written, name) === 2);
}

/** How many letters are missing, too many, wrong, or swapped with their neighbor. */
function distance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      rows[i].push(Math.min(
        rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (isSame ? 0 : 1), isSwapped ? rows[i - 2][j - 2] + 1 : Infinity,
      ));
    }
  }
  return rows[one.length][other.length];
}
