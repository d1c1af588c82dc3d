import { FromStringShapeDeserializer, ToStringShapeSerializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { OperationModel } from './api-model';
import type { HttpRequest, Match } from './protocol';

const SETTINGS = { timestampFormat: { useTrait: true, default: 5 }, httpBindings: true } as const;

export type Members = Record<string, unknown>;

/** Reads and writes a body of the protocol: JSON or XML. */
export interface BodyCodec {
  readonly contentType: string;
  read(schema: NormalizedSchema, body: Buffer): Promise<Members>;
  write(schema: NormalizedSchema, members: Members): string;
}

/** The input, from wherever the schema says that its members are. */
export async function readBoundInput(
  { operation, labels }: Match, { query, headers, body }: HttpRequest, codec: BodyCodec,
): Promise<Members> {
  const strings = new FromStringShapeDeserializer(SETTINGS as never);
  const input: Members = {};
  let bodyIsPayload = false;
  for (const [name, schema] of operation.input.structIterator()) {
    const traits = schema.getMergedTraits();
    const fromText = (text: string | null | undefined) => text === null || text === undefined ? undefined : strings.read(schema, text);
    if (traits.httpLabel) {
      input[name] = fromText(labels[name]);
    } else if (traits.httpQuery) {
      input[name] = schema.isListSchema()
        ? query.getAll(traits.httpQuery).map((text) => strings.read(schema.getValueSchema(), text))
        : fromText(query.get(traits.httpQuery));
    } else if (traits.httpHeader) {
      input[name] = fromText(headers[traits.httpHeader.toLowerCase()]);
    } else if (traits.httpPayload) {
      bodyIsPayload = true;
      input[name] = schema.isStructSchema() ? await codec.read(schema, body) : schema.isBlobSchema() ? body : body.toString();
    }
  }
  if (!bodyIsPayload && body.length > 0) {
    const bound = new Set(Object.keys(input));
    for (const [name, value] of Object.entries(await codec.read(operation.input, body))) {
      if (!bound.has(name)) {
        input[name] = value;
      }
    }
  }
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

/** Status, headers and body of an output. */
export function writeBoundOutput(operation: OperationModel, output: Members, codec: BodyCodec) {
  const strings = new ToStringShapeSerializer(SETTINGS as never);
  const headers: Record<string, string> = {};
  const inBody: Members = {};
  let status = operation.status!;
  let payload: string | Uint8Array | undefined;
  for (const [name, schema] of operation.output.structIterator()) {
    const value = output[name];
    const traits = schema.getMergedTraits();
    if (value === undefined || value === null) {
      continue;
    } else if (traits.httpResponseCode) {
      status = value as number;
    } else if (traits.httpHeader) {
      strings.write(schema, value);
      headers[traits.httpHeader.toLowerCase()] = strings.flush() as string;
    } else if (traits.httpPayload) {
      payload = schema.isStructSchema() ? codec.write(schema, value as Members) : value as Uint8Array;
    } else {
      inBody[name] = value;
    }
  }
  const hasBody = [...operation.output.structIterator()].map(([, schema]) => schema.getMergedTraits())
    .some(({ httpHeader, httpPrefixHeaders, httpResponseCode }) => !httpHeader && httpPrefixHeaders === undefined && !httpResponseCode);
  return { status, headers, body: payload ?? (hasBody ? codec.write(operation.output, inBody) : '') };
}
