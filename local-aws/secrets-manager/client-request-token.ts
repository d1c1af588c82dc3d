import { AwsError } from '../kernel/aws-error';

/** What makes a request one with its repetition: the id of the version that it makes. [SDK ClientRequestTokenType] */
export function tokenOf({ ClientRequestToken: token }: { readonly ClientRequestToken?: string }): string | undefined {
  if (token !== undefined && (token.length < 32 || token.length > 64)) {
    throw new AwsError('InvalidParameterException', 'ClientRequestToken must be 32-64 characters long.'); // assumed: the text that getmoto/moto has
  }
  return token;
}
