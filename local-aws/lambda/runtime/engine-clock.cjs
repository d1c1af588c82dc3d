'use strict';

/**
 * The time of a function: the engine's when an invocation begins, and from there on the host's for what a handler does. So a
 * handler that compares the time with that of an earlier invocation sees the clock move as the test has moved it.
 *
 * What a handler waits for by a timer passes at the engine's pace, or else it would sit out, second by second, a wait for
 * something that the engine has done in a moment. When the timer is due the function's time is as if all of it had been waited.
 */
const HostDate = Date;
const setHostTimeout = setTimeout;
let ahead = 0;
let pace = 1;
let invocations = 0;

const now = () => HostDate.now() + ahead;

globalThis.Date = new Proxy(HostDate, {
  apply: () => new HostDate(now()).toString(),
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, key) => key === 'now' ? now : target[key],
});

globalThis.setTimeout = Object.assign((callback, ms = 0, ...args) => {
  const due = now() + ms;
  const during = invocations;
  return setHostTimeout(() => {
    if (during === invocations) {
      ahead = Math.max(ahead, due - HostDate.now());
    }
    callback(...args);
  }, ms / pace);
}, setHostTimeout);

exports.setTime = (time, engineMillisecondsForEachOfTheHost) => {
  ahead = time - HostDate.now();
  invocations++;
  pace = engineMillisecondsForEachOfTheHost;
};
