import { mkdir, symlink } from 'node:fs/promises';
import * as path from 'node:path';

/**
 * Lambda's Node runtimes bring the AWS SDK along [DOC Lambda nodejs runtimes]. This makes a folder for `NODE_PATH` that
 * shows a function the host's `@aws-sdk/*` and nothing else of the host's modules; the SDK finds its own dependencies from
 * where it really is. As with any NODE_PATH, only CommonJS sees it: an ES module has to bundle the SDK.
 */
export async function runtimeSdk(root: string): Promise<string> {
  const nodeModules = path.join(root, 'runtime-sdk', 'node_modules');
  await mkdir(nodeModules, { recursive: true });
  await symlink(hostScope(), path.join(nodeModules, '@aws-sdk'), 'dir');
  return nodeModules;
}

/** The `node_modules/@aws-sdk` folder that this engine's own clients come from. */
function hostScope(): string {
  const client = require.resolve('@aws-sdk/client-lambda');
  return client.slice(0, client.lastIndexOf(`${path.sep}@aws-sdk${path.sep}`) + '/@aws-sdk'.length);
}
