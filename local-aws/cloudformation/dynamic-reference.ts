import type { CloudFormationPorts, Place, SecretReference } from './ports';
import { validationError } from './validation-error';
import { NotImplementedError } from '../kernel/aws-error';

const PATTERN = /\{\{resolve:([a-z-]+):([^{}]*)\}\}/g;
const ARN_PARTS = 7;

export type DynamicReferencePorts = Pick<CloudFormationPorts, 'resolveSecret' | 'resolveParameter'>;

/** Replaces every `{{resolve:…}}` in the strings of a value [DOC dynamic-references]. */
export async function resolveDynamicReferences<T>(value: T, ports: DynamicReferencePorts, place: Place): Promise<T> {
  return await resolved(value, ports, place) as T;
}

async function resolved(value: unknown, ports: DynamicReferencePorts, place: Place): Promise<unknown> {
  if (typeof value === 'string') {
    return resolvedText(value, ports, place);
  }
  if (Array.isArray(value)) {
    return Promise.all(value.map((element) => resolved(element, ports, place)));
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(await Promise.all(Object.entries(value)
      .map(async ([key, member]) => [key, await resolved(member, ports, place)])));
  }
  return value;
}

async function resolvedText(text: string, ports: DynamicReferencePorts, place: Place): Promise<string> {
  const pieces: string[] = [];
  let end = 0;
  for (const match of text.matchAll(PATTERN)) {
    pieces.push(text.slice(end, match.index), await lookUp(match[1], match[2], ports, place));
    end = match.index + match[0].length;
  }
  return [...pieces, text.slice(end)].join('');
}

async function lookUp(service: string, key: string, ports: DynamicReferencePorts, place: Place): Promise<string> {
  switch (service) {
    case 'ssm': {
      const [, name, version] = /^(.*?)(?::(\d+))?$/.exec(key)!;
      return ports.resolveParameter(name, place, version === undefined ? undefined : Number(version));
    }
    case 'secretsmanager':
      return secretValue(key, ports, place);
    default:
      throw new NotImplementedError(`dynamic references to ${service}`);
  }
}

async function secretValue(key: string, ports: DynamicReferencePorts, place: Place): Promise<string> {
  const { reference, jsonKey } = secretReference(key);
  const secret = await ports.resolveSecret(reference, place);
  if (!jsonKey) {
    return secret;
  }
  const fields = jsonOf(secret);
  if (fields === undefined) {
    throw validationError('Could not parse SecretString JSON');
  }
  if (!(jsonKey in fields)) {
    throw validationError('Could not find a value associated with JSONKey in SecretString');
  }
  return String(fields[jsonKey]);
}

function jsonOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? value as Record<string, unknown> : undefined;
  } catch {
    // The caller says what is wrong without quoting the secret.
    return undefined;
  }
}

/** `secret-id:SecretString:json-key:version-stage:version-id`, where the secret's id may be an ARN. */
function secretReference(key: string): { reference: SecretReference; jsonKey?: string } {
  const parts = key.split(':');
  const idParts = key.startsWith('arn:') ? ARN_PARTS : 1;
  const secretId = parts.slice(0, idParts).join(':');
  const [kind, jsonKey, versionStage, versionId, ...more] = parts.slice(idParts);
  if (!secretId || (kind && kind !== 'SecretString') || more.length > 0 || (versionStage && versionId)) {
    throw validationError(`Incorrect format is used in the following dynamic reference: [{{resolve:secretsmanager:${key}}}]`);
  }
  return {
    reference: { secretId, versionStage: versionStage || undefined, versionId: versionId || undefined },
    jsonKey: jsonKey || undefined,
  };
}
