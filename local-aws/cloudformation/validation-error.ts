import { AwsError } from '../kernel/aws-error';

/** How CloudFormation refuses a request or a template. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message, 400);
}
