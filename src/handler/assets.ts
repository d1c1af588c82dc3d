import { join } from 'path';

/** The handlers' bundle: the same path from `src/handler` (tests) and from `lib/handler` (published). */
export const HANDLERS = join(__dirname, '..', '..', 'assets', 'lambda', 'index');
