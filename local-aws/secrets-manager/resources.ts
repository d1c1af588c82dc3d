import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ReplicaRegionType } from '@aws-sdk/client-secrets-manager';
import { update } from './operations';
import { randomPassword } from './password';
import { resourcePolicyResource } from './resource-policy';
import { rotationScheduleResource } from './rotation-schedule-resource';
import type { Secret } from './secret';
import type { SecretContent } from './secret-version';
import type { Store } from './store';
import type { Properties, ResourceProviders, ResourceRequest } from '../cloudformation/resource-provider';
import { NotImplementedError } from '../kernel/aws-error';

const KNOWN = ['Name', 'Description', 'KmsKeyId', 'SecretString', 'GenerateSecretString', 'Tags', 'ReplicaRegions'];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function secretResources(secrets: Store): ResourceProviders {
  return {
    'AWS::SecretsManager::RotationSchedule': rotationScheduleResource(secrets),
    'AWS::SecretsManager::ResourcePolicy': resourcePolicyResource(secrets),
    'AWS::SecretsManager::Secret': {
      create: async (request) => {
        const { stack, logicalId, properties } = request;
        onlyKnown(properties);
        const { arn } = secrets.create(stack, {
          name: properties.Name ?? inventedName(logicalId),
          content: contentOf(properties),
          kmsKeyId: properties.KmsKeyId,
          description: properties.Description,
          tags: tagsOf(request),
          replicas: properties.ReplicaRegions,
        });
        return { physicalId: arn, attributes: { Id: arn } };
      },
      update: async (request) => {
        const { stack, physicalId, properties, previousProperties } = request;
        onlyKnown(properties);
        const secret = secrets.writable(physicalId, stack);
        // A new value only where its source changed, but then also for another template. [LIVE cloudformation-coverage-roadmap#1161]
        const source = ({ SecretString, GenerateSecretString }: Properties) => ({ SecretString, GenerateSecretString });
        const content = isDeepStrictEqual(source(properties), source(previousProperties)) ? undefined : contentOf(properties);
        if (content) {
          secrets.put(secret, content);
        }
        secret.tags = tagsOf(request);
        // A description that is taken out stays. [LIVE localstack test_aws_secretsmanager_secret.snapshot.json]
        update(secret, { description: properties.Description, kmsKeyId: properties.KmsKeyId }, secrets.now);
        changeReplicas(secrets, secret, properties, previousProperties);
        return { physicalId, attributes: { Id: physicalId } };
      },
      delete: async ({ stack, physicalId }) => {
        // By force, without a recovery window. [LIVE cloudformation-coverage-roadmap#1999] Its replicas go first (assumed).
        const secret = secrets.lookUp(physicalId, stack);
        if (secret) {
          secrets.replication.remove(secret, [...secret.replicas.keys()]);
          secrets.remove(secret);
        }
      },
    },
  };
}

/** A Region whose key changes is removed and added (assumed). */
function changeReplicas(secrets: Store, secret: Secret, { ReplicaRegions: wanted = [] }: Properties, previous: Properties): void {
  const had: ReplicaRegionType[] = previous.ReplicaRegions ?? [];
  const missing = (from: ReplicaRegionType[], others: ReplicaRegionType[]) => (
    from.filter((one) => !others.some((other) => isDeepStrictEqual(one, other)))
  );
  secrets.replication.remove(secret, missing(had, wanted).map(({ Region }) => Region!).filter((region) => secret.replicas.has(region)));
  secrets.replication.add(secret, missing(wanted, had));
}

/** `MySecret-krxoxgcznYdq`. [assumed: the example that localstack notes in aws_secretsmanager_secret.py] */
function inventedName(logicalId: string): string {
  return `${logicalId}-${[...randomBytes(12)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}`;
}

/** A given text, or a generated password, which may be a field of a template; with neither the secret is empty. [DOC AWS::SecretsManager::Secret] */
function contentOf({ SecretString, GenerateSecretString: generate }: Properties): SecretContent | undefined {
  if (SecretString !== undefined && generate !== undefined) {
    throw new Error('You can\'t specify both SecretString and GenerateSecretString'); // assumed text
  }
  if (generate === undefined) {
    return SecretString === undefined ? undefined : { text: SecretString };
  }
  const isSet = (value: unknown) => value === undefined ? undefined : String(value) === 'true';
  const password = randomPassword({
    PasswordLength: generate.PasswordLength === undefined ? undefined : Number(generate.PasswordLength),
    ExcludeCharacters: generate.ExcludeCharacters,
    ExcludeLowercase: isSet(generate.ExcludeLowercase),
    ExcludeNumbers: isSet(generate.ExcludeNumbers),
    ExcludePunctuation: isSet(generate.ExcludePunctuation),
    ExcludeUppercase: isSet(generate.ExcludeUppercase),
    IncludeSpace: isSet(generate.IncludeSpace),
    RequireEachIncludedType: isSet(generate.RequireEachIncludedType),
  });
  if ((generate.SecretStringTemplate === undefined) !== (generate.GenerateStringKey === undefined)) {
    throw new Error('You must specify both SecretStringTemplate and GenerateStringKey'); // [DOC GenerateSecretString; the text is assumed]
  }
  const { SecretStringTemplate: template, GenerateStringKey: key } = generate;
  return { text: template === undefined ? password : JSON.stringify({ ...JSON.parse(template), [key]: password }) };
}

function tagsOf({ stack, logicalId, tags, properties }: ResourceRequest): Record<string, string> {
  const own = (properties.Tags ?? []) as ReadonlyArray<{ readonly Key: string; readonly Value: string }>;
  return {
    ...tags,
    ...Object.fromEntries(own.map(({ Key, Value }) => [Key, Value])),
    'aws:cloudformation:stack-id': stack.id,
    'aws:cloudformation:stack-name': stack.name,
    'aws:cloudformation:logical-id': logicalId,
  };
}

function onlyKnown(properties: Properties): void {
  const unknown = Object.entries(properties).find(([name, value]) => value !== undefined && !KNOWN.includes(name));
  if (unknown) {
    throw new NotImplementedError(`${unknown[0]} of AWS::SecretsManager::Secret`);
  }
}
