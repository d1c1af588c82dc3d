'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const AsyncFunction = (async () => undefined).constructor;

/** [LIVE open-telemetry/opentelemetry-js-contrib#3251]: type and text of the error, at init. */
const CALLBACKS_REMOVED = 'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. '
  + 'You need to modify this function to use a supported handler signature to use Node.js 24 or later. '
  + 'For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

/** Loads `dir/module.path.to.export` under the task root; errors have the types that Lambda's runtime gives them. */
async function loadHandler(taskRoot, handlerString) {
  if (handlerString.includes('..')) {
    throw runtimeError('MalformedHandlerName', `'${handlerString}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
  }
  const base = path.basename(handlerString);
  const [, moduleName, exportPath] = /^([^.]*)\.(.*)$/.exec(base) ?? [];
  if (!exportPath) {
    throw runtimeError('MalformedHandlerName', 'Bad handler');
  }
  const file = path.resolve(taskRoot, handlerString.slice(0, handlerString.indexOf(base)), moduleName);
  const loaded = await load(file, moduleName);
  const handler = exportPath.split('.').reduce((object, key) => object?.[key], loaded);
  if (typeof handler !== 'function') {
    throw runtimeError('HandlerNotFound', `${handlerString} is ${handler ? 'not a function' : 'undefined or not exported'}`);
  }
  if (handler.length < 3 || handler instanceof AsyncFunction) {
    return handler;
  }
  if (Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV)[1]) >= 24) {
    throw runtimeError('CallbackHandlerDeprecated', CALLBACKS_REMOVED);
  }
  return promised(handler);
}

async function load(file, moduleName) {
  try {
    for (const extension of ['', '.js', '.mjs', '.cjs']) {
      if (fs.existsSync(file + extension) && fs.statSync(file + extension).isFile()) {
        return isEsModule(file + extension) ? await import(pathToFileURL(file + extension).href) : require(file + extension);
      }
    }
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw runtimeError('UserCodeSyntaxError', `SyntaxError: ${error.message}`, error);
    }
    throw error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND'
      ? runtimeError('ImportModuleError', `Error: ${error.message}`, error)
      : error;
  }
  throw runtimeError('ImportModuleError', `Error: Cannot find module '${moduleName}'\nRequire stack:\n- ${file}`);
}

function isEsModule(file) {
  if (path.extname(file) !== '.js') {
    return path.extname(file) === '.mjs';
  }
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (fs.existsSync(manifest)) {
      return JSON.parse(fs.readFileSync(manifest, 'utf8')).type === 'module';
    }
  }
  return false;
}

/**
 * The callback signature of nodejs22.x and older. It answers when the callback is called, as with
 * `callbackWaitsForEmptyEventLoop` false; waiting for the event loop to drain is not imitated.
 */
function promised(handler) {
  return (event, context) => new Promise((resolve, reject) => {
    const result = handler(event, context, (error, value) => error ? reject(error) : resolve(value));
    if (typeof result?.then === 'function') {
      result.then(resolve, reject);
    }
  });
}

function runtimeError(type, message, cause) {
  const error = new Error(message, cause && { cause });
  error.name = `Runtime.${type}`;
  if (cause) {
    error.stack = `${error.name}: ${message}\n${String(cause.stack).split('\n').slice(1).join('\n')}`;
  }
  return error;
}

module.exports = { loadHandler };
