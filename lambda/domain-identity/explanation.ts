import { explainVerificationError } from '../verification/verification-errors';

/** Runs something that is done to a domain's identity; an error names the domain, what AWS said, and what to do next. */
export async function explained<T>(domainName: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const { name, message } = error as Error;
    const aws = name.endsWith('Exception') || name.startsWith('AccessDenied') ? `${name}: ` : '';
    const [replication] = /REPLICATION_[A-Z_]+/.exec(message) ?? [];
    const next = replication === undefined ? NEXT_STEP[name] ?? '' : explainVerificationError(replication);
    throw new Error(`SES identity ${domainName}: ${aws}${message}${next && `; ${next}`}`);
  }
}

const NEXT_STEP: Readonly<Record<string, string | undefined>> = {
  TooManyRequestsException: 'SES allows one such call a second in an account and Region; deploy again when less is going on',
  LimitExceededException: 'the account has as many identities as SES allows in this Region; delete some or ask AWS for more',
  ConcurrentModificationException: 'something else is changing the identity; deploy again',
  NotFoundException: 'check that the configuration set exists in this Region, and that nobody deleted the identity meanwhile',
  AccessDeniedException: 'check permissions boundaries and service control policies: the stack gives its handler this permission',
};
