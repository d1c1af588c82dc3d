import { join } from 'path';

/** The handlers' bundle: the same path from `src/private` (tests) and from `lib/private` (published). */
export const HANDLERS = join(__dirname, '..', '..', 'assets', 'lambda', 'index');
