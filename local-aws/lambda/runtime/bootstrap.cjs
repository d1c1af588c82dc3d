'use strict';

/**
 * The runtime of a function: what `/var/runtime/bootstrap` is on Lambda. It is plain JavaScript for plain `node`, because
 * each process of each function starts with it. Behavior as in `aws-lambda-ric` 3.3.0, the client that AWS publishes.
 */
const http = require('node:http');
const { setRequestId, logError, invocationDone } = require('./console.cjs');
const { setTime } = require('./engine-clock.cjs');
const { loadHandler } = require('./handler.cjs');

const [host, environmentId] = process.env.AWS_LAMBDA_RUNTIME_API.split('/');
const [hostname, port] = host.split(':');
const agent = new http.Agent({ keepAlive: true });

/** The invocation that is being served: an error outside of the handler's promise fails this one. */
let current;

// The engine holds the other end of stdin and never writes: when the engine dies, however it dies, so does this process.
process.stdin.on('end', () => process.exit(1)).resume();
process.stdin.unref();

process.on('uncaughtException', (error) => die('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason) => {
  const error = new Error(reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason));
  error.name = 'Runtime.UnhandledPromiseRejection';
  error.reason = reason;
  die('Unhandled Promise Rejection', error, 128);
});

void main();

async function main() {
  let handler;
  try {
    handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
  } catch (error) {
    die('Init Error', error, 1);
    return;
  }
  for (;;) {
    await serveNext(handler);
  }
}

async function serveNext(handler) {
  const { headers, body } = await call('GET', 'invocation/next');
  current = headers['lambda-runtime-aws-request-id'];
  setRequestId(current);
  setTime(Number(headers['local-aws-time-ms']), Number(headers['local-aws-pace']));
  const invocation = `invocation/${current}`;
  let answer;
  try {
    const result = await handler(JSON.parse(body), contextOf(headers));
    answer = [`${invocation}/response`, serialized(result)];
  } catch (error) {
    logError('Invoke Error', error);
    answer = [`${invocation}/error`, JSON.stringify(describe(error)), { 'Lambda-Runtime-Function-Error-Type': 'Unhandled' }];
  }
  current = undefined;
  invocationDone();
  await call('POST', ...answer);
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** As the client does: `undefined` answers `null`, and what JSON cannot express is the handler's error. */
function serialized(result) {
  try {
    return JSON.stringify(result === undefined ? null : result);
  } catch (error) {
    throw new Error(`Unable to stringify response body as json: ${error.message}`);
  }
}

function describe(error) {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };
}

/** Reports what no invocation can survive, and goes: the next invocation gets a new process. */
function die(what, error, status) {
  logError(what, error);
  const report = current ? `invocation/${current}/error` : 'init/error';
  call('POST', report, JSON.stringify(describe(error)), { 'Lambda-Runtime-Function-Error-Type': 'Unhandled' })
    .finally(() => process.exit(status));
}

function call(method, path, body, headers = {}) {
  return new Promise((resolve) => {
    const request = http.request({ hostname, port, agent, method, path: `/${environmentId}/2018-06-01/runtime/${path}`, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ headers: response.headers, body: text }));
    });
    // Without its engine a function has nobody to work for.
    request.on('error', () => process.exit(1));
    request.end(body);
  });
}
