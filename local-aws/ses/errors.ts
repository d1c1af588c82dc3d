import { AwsError } from '../kernel/aws-error';

/*
 * SES's errors with their words, as far as somebody recorded them. [LIVE floci-io/floci PRs #723, #1620, #1904]
 * ConcurrentModificationException is not here, because it is not known when SES answers it. A test that wants it injects it, with
 * status 500: a fault of the server that makes clients try again. [SDK]
 */
export const badRequest = (message: string) => new AwsError('BadRequestException', message, 400);
export const notFound = (message: string) => new AwsError('NotFoundException', message, 404);
export const alreadyExistsError = (message: string) => new AwsError('AlreadyExistsException', message, 400);
export const alreadyExists = (identity: string) => alreadyExistsError(`Email identity ${identity} already exist.`);
/** The text is assumed. */
export const configurationSetExists = (name: string) => new AwsError('AlreadyExistsException', `Configuration set <${name}> already exists.`, 400);
/** The text is the SDK's description; SES's own is not known. */
export const mailFromNotVerified = () => new AwsError(
  'MailFromDomainNotVerifiedException', "The message can't be sent because the sending domain isn't verified.", 400,
);
/** [DOC SES quotas; the text is assumed] */
export const limitExceeded = () => new AwsError('LimitExceededException', 'You have reached the maximum number of email identities.', 400);
