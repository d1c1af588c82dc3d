import * as http from 'node:http';
import * as https from 'node:https';

const TIMEOUT_MS = 10_000;
const ATTEMPTS = 5;
const PAUSE_MS = 2_000;

/**
 * Puts the answer where CloudFormation reads it: a presigned URL, which is never logged and never part of an error. S3 signed it
 * for an empty content type. [DOC crpg-ref-responses]
 */
export async function putResponse(
  url: string, body: string, pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const problem = await put(url, body);
    if (problem === undefined) {
      return;
    }
    if (attempt === ATTEMPTS || problem.isFinal) {
      throw new Error(`CloudFormation's response URL does not take the answer: ${problem.text}`);
    }
    await pause(PAUSE_MS * attempt);
  }
}

interface Problem {
  readonly text: string;
  readonly isFinal?: boolean;
}

function put(url: string, body: string): Promise<Problem | undefined> {
  return new Promise((resolve) => {
    const { request } = url.startsWith('https:') ? https : http;
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'PUT', headers, timeout: TIMEOUT_MS }, (response) => {
      const { statusCode = 0 } = response.resume();
      resolve(statusCode < 300 ? undefined : { text: `status ${statusCode}`, isFinal: statusCode < 500 && statusCode !== 429 });
    });
    sent.on('timeout', () => sent.destroy(Object.assign(new Error(), { code: 'no answer' })));
    sent.on('error', ({ code }: NodeJS.ErrnoException) => resolve({ text: code ?? 'no connection' })); // a message could have the URL
    sent.end(body);
  });
}
