import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeOfKey } from './change-of-key';
import { cnameDelegation } from './cname-delegation';
import { moves } from './moves';
import { regions } from './regions';
import { rotation } from './rotation';

/** The pictures of the guides, by file. */
export const PICTURES: Readonly<Record<string, () => string>> = {
  'change-of-key.svg': changeOfKey,
  'cname-delegation.svg': cnameDelegation,
  'moves.svg': moves,
  'regions.svg': regions,
  'rotation.svg': rotation,
};

/** `npx projen pictures` */
export function writePictures(): void {
  Object.entries(PICTURES).forEach(([file, make]) => writeFileSync(join(__dirname, '..', file), make()));
}

if (require.main === module) {
  writePictures();
}
