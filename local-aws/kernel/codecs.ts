import { JsonCodec, XmlCodec } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { BodyCodec, Members } from './rest-binding';

const JSON_SETTINGS = { timestampFormat: { useTrait: true, default: 7 }, jsonName: true };
const XML_SETTINGS = { timestampFormat: { useTrait: true, default: 5 }, httpBindings: true, xmlNamespace: '', serviceNamespace: '' };

const context = {
  base64Decoder: (text: string) => Buffer.from(text, 'base64'),
  base64Encoder: (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64'),
  utf8Encoder: (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8'),
  utf8Decoder: (text: string) => Buffer.from(text, 'utf8'),
};

export const json: BodyCodec = {
  contentType: 'application/json',
  async read(schema, body) {
    const codec = new JsonCodec(JSON_SETTINGS as never);
    codec.setSerdeContext(context as never);
    return codec.createDeserializer().readObject(schema, JSON.parse(body.toString() || '{}')) as Members;
  },
  write(schema, members) {
    const codec = new JsonCodec(JSON_SETTINGS as never);
    codec.setSerdeContext(context as never);
    const serializer = codec.createSerializer();
    serializer.write(schema, members);
    return String(serializer.flush() ?? '{}');
  },
};

export const xml: BodyCodec = {
  contentType: 'text/xml',
  async read(schema, body) {
    const codec = new XmlCodec(XML_SETTINGS as never);
    codec.setSerdeContext(context as never);
    return (await codec.createDeserializer().read(schema, body) ?? {}) as Members;
  },
  write(schema, members) {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement(schema, members)}`;
  },
};

export function xmlElement(schema: NormalizedSchema, members: Members): string {
  const codec = new XmlCodec(XML_SETTINGS as never);
  codec.setSerdeContext(context as never);
  const serializer = codec.createSerializer();
  serializer.write(schema, members);
  return String(serializer.flush());
}
