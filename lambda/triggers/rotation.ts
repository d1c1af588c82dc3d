import { liveDomain } from './live-domains';
import { type Occasion, report } from './occasion';
import { SECRET_DOMAIN_TAG } from '../../src/contract/tags';
import type { RotationStep } from '../reconciler/model';
import type { DomainHealth } from '../reporting/domain-health';
import { domainLine, stackErrorsLine } from '../reporting/metrics';
import { reasonOf } from '../reporting/response';

/** What Secrets Manager sends. */
export interface RotationEvent {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

export interface RotationOccasion extends Occasion {
  /** Undefined if there is no such secret. */
  readonly secretTags: (secretId: string) => Promise<Readonly<Record<string, string>> | undefined>;
}

/** CloudFormation sets it, and users cannot. [DOC AWS CloudFormation resource tags] */
const STACK_TAG = 'aws:cloudformation:stack-id';

/** Secrets Manager's guide spells them in both ways. [DOC Secrets Manager, "Rotation function" and "Lambda rotation function templates"] */
const STEPS: Readonly<Record<string, RotationStep | undefined>> = {
  createSecret: 'createSecret',
  create_secret: 'createSecret',
  setSecret: 'setSecret',
  set_secret: 'setSecret',
  testSecret: 'testSecret',
  test_secret: 'testSecret',
  finishSecret: 'finishSecret',
  finish_secret: 'finishSecret',
};

/** A step of Secrets Manager's rotation of a generated key. */
export async function onRotation({ Step, SecretId, ClientRequestToken }: RotationEvent, occasion: RotationOccasion): Promise<void> {
  const step = STEPS[Step];
  if (!step) {
    throw new Error(`unknown rotation step '${Step}' of the secret ${SecretId}`);
  }
  const tags = await occasion.secretTags(SecretId) ?? {};
  const domainName = tags[SECRET_DOMAIN_TAG];
  if (tags[STACK_TAG] !== occasion.stackId || domainName === undefined) {
    throw new Error(`the secret ${SecretId} is not a generated key of the stack ${occasion.stackId}; take this function out of its rotation`);
  }
  let domain: DomainHealth = { domainName };
  try {
    const { ports, me, settings } = await liveDomain(domainName, occasion);
    domain = { domainName, logicalId: me.logicalId };
    await occasion.reconciler.rotate(ports, me, settings, { step, versionId: ClientRequestToken, deadline: occasion.deadline });
  } catch (error) {
    const health = { ...domain, error: reasonOf((error as Error).message) };
    report(occasion, (look) => [domainLine(health, look), stackErrorsLine([health], look)]);
    throw error;
  }
}
