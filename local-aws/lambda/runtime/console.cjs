'use strict';

/**
 * `console` of a function: each call is one log event, with the level and request id that Lambda adds, in text or JSON,
 * filtered by the application log level (which only counts in JSON) [aws-lambda-ric LogPatch].
 *
 * Events leave through a pipe of their own, as JSON, so that a message of many lines stays one event and the engine can
 * tell when all of an invocation's messages have arrived.
 */
const fs = require('node:fs');
const util = require('node:util');

const PIPE = 3;
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const METHODS = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR', fatal: 'FATAL' };

const json = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
const lowest = Math.max(0, LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL));
let requestId;

for (const [method, level] of Object.entries(METHODS)) {
  console[method] = LEVELS.indexOf(level) < lowest ? () => undefined : (...parts) => send({ log: (json ? jsonLine : textLine)(level, parts) });
}

function textLine(level, parts) {
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${util.format(...parts)}`;
}

function jsonLine(level, parts) {
  const line = { timestamp: new Date().toISOString(), level, requestId };
  if (parts.length === 1) {
    try {
      return JSON.stringify({ ...line, message: parts[0] }, (_key, value) => value instanceof Error ? errorFields(value) : value);
    } catch {
      return JSON.stringify({ ...line, message: util.format(parts[0]) }); // a circular object
    }
  }
  const error = parts.find((part) => part instanceof Error);
  return JSON.stringify({ ...line, message: util.format(...parts), ...(error && errorFields(error)) });
}

function errorFields(error) {
  return { errorType: error.constructor.name, errorMessage: error.message, stackTrace: String(error.stack).split('\n'), ...error };
}

function logError(what, error) {
  const known = error instanceof Error ? error : new Error(String(error));
  if (json) {
    console.error(known);
  } else {
    const fields = { errorType: known.name, errorMessage: known.message, ...known, stack: String(known.stack).split('\n') };
    console.error(what, `\t${stringified(fields)}`);
  }
}

function stringified(fields) {
  try {
    return JSON.stringify(fields);
  } catch {
    return util.format(fields); // an error that refers to itself, as HTTP clients throw them
  }
}

function setRequestId(id) {
  requestId = id;
}

/** Marks the end of an invocation's messages. */
function invocationDone() {
  send({ done: requestId, maxMemoryUsedMb: Math.ceil(process.resourceUsage().maxRSS / 1024) });
}

function send(message) {
  fs.writeFileSync(PIPE, `${JSON.stringify(message)}\n`);
}

module.exports = { setRequestId, logError, invocationDone };
