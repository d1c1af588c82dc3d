import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { putResponse } from '../../../lambda/triggers/response-url';

let server: http.Server;
let statuses: Array<number | 'break'>;
let received: Array<{ readonly method?: string; readonly url?: string; readonly type?: string; readonly length?: string; readonly body: string }>;
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/response?Signature=SECRET`;
const pauses: number[] = [];
const pause = async (milliseconds: number) => {
  pauses.push(milliseconds);
};

beforeEach(async () => {
  [statuses, received] = [[], []];
  pauses.length = 0;
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (data) => {
      body += data;
    }).on('end', () => {
      const { method, url: path, headers } = request;
      received.push({ method, url: path, type: headers['content-type'], length: headers['content-length'], body });
      const status = statuses.shift() ?? 200;
      if (status === 'break') {
        request.socket.destroy();
      } else {
        response.writeHead(status).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

test('the answer is put as it was signed: to the port and path of the URL, with an empty content type', async () => {
  await putResponse(url(), '{"Reason":"ü"}', pause);
  expect(received).toEqual([{ method: 'PUT', url: '/response?Signature=SECRET', type: '', length: '15', body: '{"Reason":"ü"}' }]);
});

test('a server that fails and a connection that breaks are tried again', async () => {
  statuses = [503, 'break'];
  await putResponse(url(), '{}', pause);
  expect(received).toHaveLength(3);
  expect(pauses).toEqual([2_000, 4_000]);
});

test('a URL that has expired is not, and no error has the URL', async () => {
  statuses = [403];
  await expect(putResponse(url(), '{}', pause)).rejects.toThrow(/^CloudFormation's response URL does not take the answer: status 403$/);
  expect(received).toHaveLength(1);
});

test('after five attempts it is given up, and Lambda delivers the event again', async () => {
  statuses = [500, 500, 500, 'break', 'break'];
  const error = await putResponse(url(), '{}', pause).catch((problem: Error) => problem) as Error;
  expect(error.message).toBe('CloudFormation\'s response URL does not take the answer: ECONNRESET');
  expect(error.stack).not.toContain('SECRET');
});
