'use strict';

/**
 * Preloaded into the CDK CLI: between two looks at a stack it pauses for 2 or 5 seconds, and the engine has done by then what takes
 * AWS minutes. Its other timers are limits, and stay as they are. [SDK @aws-cdk/toolkit-lib, `waitFor` and the stack monitors]
 */
const PAUSES_MS = [2_000, 5_000];
const PACE = 20;

const setHostTimeout = setTimeout;

globalThis.setTimeout = Object.assign(
  (callback, ms, ...args) => setHostTimeout(callback, PAUSES_MS.includes(ms) ? ms / PACE : ms, ...args),
  setHostTimeout,
);
