'use strict';

/** Preloaded into the CDK CLI: it ends when the program that started it is gone, however that ended. */
process.stdin.once('close', () => process.exit(1)).once('end', () => process.exit(1)).resume();
process.stdin.unref?.();
