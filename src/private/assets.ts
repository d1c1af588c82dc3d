import { join } from 'path';

/** The handlers' bundles: the same path from `src/private` (tests) and from `lib/private` (published). */
const BUNDLES = join(__dirname, '..', '..', 'assets', 'lambda');

export const CUSTOM_RESOURCES_BUNDLE = join(BUNDLES, 'custom-resources', 'index');
export const KEY_ROTATION_BUNDLE = join(BUNDLES, 'key-rotation', 'index');
