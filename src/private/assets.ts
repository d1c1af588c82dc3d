import { join } from 'path';

/** The handler's bundle: the same path from `src/private` (tests) and from `lib/private` (published). */
export const CUSTOM_RESOURCES_BUNDLE = join(__dirname, '..', '..', 'assets', 'lambda', 'custom-resources', 'index');
