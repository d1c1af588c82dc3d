import type { AwsCredentialIdentity } from '@smithy/types';

/**
 * The credentials of the function's role, where Lambda puts them. [DOC Lambda configuration-envvars] They do not change during the
 * life of a process.
 *
 * The bundle has this in the place of `@aws-sdk/credential-provider-node`, whose chain of providers is for machines of other
 * kinds (projenrc/handlers.ts).
 */
export const defaultProvider = () => async (): Promise<AwsCredentialIdentity> => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID!,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY!,
  sessionToken: process.env.AWS_SESSION_TOKEN,
});
