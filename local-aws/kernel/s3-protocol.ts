import type { HttpRequest, WireProtocol } from './protocol';

/**
 * S3's form of rest-xml: the bucket is the first part of the path, which the SDK's schemas leave out because its endpoint
 * rules put it there, and bodies may come in `aws-chunked` pieces.
 */
export function s3Protocol(rest: WireProtocol): WireProtocol {
  return {
    ...rest,
    match: (operations, request) => {
      const match = rest.match(operations, withoutBucket(request));
      return match && { ...match, labels: { ...match.labels, Bucket: bucketOf(request) } };
    },
    read: async (match, request) => ({
      ...await rest.read(match, { ...withoutBucket(request), body: unchunked(request) }),
      Bucket: match.labels.Bucket,
    }),
  };
}

const bucketOf = ({ path }: HttpRequest) => decodeURIComponent(path.split('/')[1]);

const withoutBucket = (request: HttpRequest): HttpRequest => ({ ...request, path: `/${request.path.split('/').slice(2).join('/')}` });

/** `<size in hex>[;signature]\r\n<bytes>\r\n … 0\r\n<trailers>` [DOC S3 sigv4-streaming] */
function unchunked({ headers, body }: HttpRequest): Buffer {
  if (!headers['content-encoding']?.includes('aws-chunked')) {
    return body;
  }
  const pieces: Buffer[] = [];
  for (let offset = 0; ;) {
    const lineEnd = body.indexOf('\r\n', offset);
    const size = parseInt(body.toString('latin1', offset, lineEnd), 16);
    if (size === 0) {
      return Buffer.concat(pieces);
    }
    pieces.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    offset = lineEnd + 2 + size + 2;
  }
}
