import type * as sdk from '@aws-sdk/client-secrets-manager';
import { tokenOf } from './client-request-token';
import { shownRules } from './rotation-rules';
import type { Secret } from './secret';
import type { Store } from './store';
import { NotImplementedError } from '../kernel/aws-error';
import type { Call, ServiceApi } from '../kernel/service';

export function rotationOperations(secrets: Store): ServiceApi['operations'] {
  return {
    RotateSecret: (input: sdk.RotateSecretRequest, call: Call): sdk.RotateSecretResponse => {
      if (input.ExternalSecretRotationMetadata || input.ExternalSecretRotationRoleArn) {
        throw new NotImplementedError('rotation by partners');
      }
      const secret = secrets.writable(input.SecretId!, call);
      const VersionId = secrets.rotations.rotate(secret, {
        functionArn: input.RotationLambdaARN,
        rules: input.RotationRules,
        immediately: input.RotateImmediately,
        token: tokenOf(input),
      });
      return { ARN: secret.arn, Name: secret.name, VersionId };
    },
    CancelRotateSecret: ({ SecretId }: sdk.CancelRotateSecretRequest, call: Call): sdk.CancelRotateSecretResponse => {
      const secret = secrets.writable(SecretId!, call);
      secrets.rotations.cancel(secret);
      return { ARN: secret.arn, Name: secret.name, VersionId: secret.pending?.id };
    },
  };
}

/** What `DescribeSecret` says; dates only while rotation is on. [DOC DescribeSecret] */
export function describedRotation({ rotation }: Secret): Partial<sdk.DescribeSecretResponse> {
  return rotation ? {
    RotationEnabled: rotation.enabled,
    RotationLambdaARN: rotation.functionArn,
    RotationRules: rotation.rules && shownRules(rotation.rules, rotation.lastRotated !== undefined),
    LastRotatedDate: rotation.enabled ? rotation.lastRotated : undefined,
    NextRotationDate: rotation.enabled ? rotation.next : undefined,
  } : {};
}
