import { tendAll, throwIfAnyFailed } from './live-domains';
import { type Occasion, report } from './occasion';
import { domainLine, stackErrorsLine } from '../reporting/metrics';

/** What the rules of a stack make of EventBridge's `Secret Label Updated`. */
export interface SecretChangeEvent {
  readonly followed: {
    /** The ARN of the secret that has a new version. */
    readonly secret: string;
    /** The domains whose keys are in the secrets of this rule. */
    readonly of: ReadonlyArray<{ readonly domain: string; readonly secret: string }>;
  };
}

/** A secret that is followed has another current version. */
export async function onSecretChange({ followed: { secret, of } }: SecretChangeEvent, occasion: Occasion): Promise<void> {
  const healths = await tendAll(of.filter((pair) => isOf(secret, pair.secret)).map(({ domain }) => ({ domainName: domain })), occasion);
  report(occasion, (look) => [...healths.map((health) => domainLine(health, look)), stackErrorsLine(healths, look)]);
  throwIfAnyFailed(healths);
}

/** Secrets Manager ends an ARN with a hyphen and six characters of its own, which a template may not know. */
const RANDOM_END = /-[A-Za-z0-9]{6}$/;

/** Whether an ARN is that of a secret which the template names by ARN, by an ARN without its end, or by name. */
function isOf(arn: string, secretId: string): boolean {
  const whole = arn.replace(RANDOM_END, '');
  return [arn, whole].some((candidate) => candidate === secretId || candidate.split(':secret:')[1] === secretId);
}
