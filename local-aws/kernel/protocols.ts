import { json, xml, xmlElement } from './codecs';
import type { HttpRequest, Match, WireProtocol } from './protocol';
import { readForm } from './query-form';
import { type BodyCodec, readBoundInput, writeBoundOutput } from './rest-binding';
import { matchRoute } from './route-match';
import { s3Protocol } from './s3-protocol';
import type { Protocol } from './service';

const form = ({ body }: HttpRequest) => new URLSearchParams(body.toString());

const escapeXml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

const errorXml = (code: string, message: string, status: number, requestId: string) =>
  `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${escapeXml(code)}</Code>`
  + `<Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;

function rest(codec: BodyCodec, fail: WireProtocol['fail']): WireProtocol {
  return {
    match: (operations, request) => matchRoute(operations.filter(({ route }) => route), request),
    read: (match, request) => readBoundInput(match, request, codec),
    write: (operation, output, requestId) => {
      const { status, headers, body } = writeBoundOutput(operation, output, codec);
      return { status, headers: { 'content-type': codec.contentType, 'x-amzn-requestid': requestId, ...headers }, body };
    },
    fail,
  };
}

const jsonRpc: WireProtocol = {
  match: (operations, { headers }) => {
    const name = headers['x-amz-target']?.split('.').at(-1);
    const operation = operations.find((candidate) => candidate.name === name);
    return operation && { operation, labels: {} };
  },
  read: ({ operation }: Match, { body }) => json.read(operation.input, body),
  write: (operation, output, requestId) => ({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: json.write(operation.output, output),
  }),
  fail: ({ code, message, status }, requestId) => ({
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: JSON.stringify({ __type: code, message }),
  }),
};

const restXml = rest(xml, ({ code, message, status }, requestId) => ({
  status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body: errorXml(code, message, status, requestId),
}));

const s3 = s3Protocol(rest(xml, ({ code, message, status }, requestId) => ({
  status,
  headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
  body: `<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`,
})));

export const PROTOCOLS: Readonly<Record<Protocol, WireProtocol>> = {
  'rest-json': rest(json, ({ code, message, status }, requestId) => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': code },
    body: JSON.stringify({ message }),
  })),
  'rest-xml': restXml,
  's3': s3,
  'query': {
    match: (operations, request) => {
      const name = form(request).get('Action');
      const operation = request.method === 'POST' ? operations.find((candidate) => candidate.name === name) : undefined;
      return operation && { operation, labels: {} };
    },
    read: async ({ operation }, request) => readForm(operation.input, form(request)),
    write: ({ name, output: schema }, output, requestId) => {
      // Only the element's content: the protocol names it after the operation, not after the shape.
      const content = schema.isUnitSchema() ? '' : xmlElement(schema, output).replace(/^<[^>]*\/>$|^<[^>]*>|<\/[^>]*>$/g, '');
      return {
        status: 200,
        headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
        body: `<${name}Response><${name}Result>${content}</${name}Result>`
          + `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`,
      };
    },
    fail: ({ code, message, status }, requestId) => ({
      status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body: errorXml(code, message, status, requestId),
    }),
  },
  'json-1.1': jsonRpc,
};
