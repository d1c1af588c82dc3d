'use strict';

/**
 * The time of a function: the engine's when an invocation begins, and from there on at the host's pace, for what a handler
 * does takes the host's time. So a handler that compares the time with that of an earlier invocation sees the clock move
 * as the test has moved it.
 */
const HostDate = Date;
let ahead = 0;

const now = () => HostDate.now() + ahead;

globalThis.Date = new Proxy(HostDate, {
  apply: () => new HostDate(now()).toString(),
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, key) => key === 'now' ? now : target[key],
});

exports.setTime = (time) => {
  ahead = time - HostDate.now();
};
