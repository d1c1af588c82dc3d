import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { DomainIdentityHandlerOptions } from './domain-identity-handler-options';
import { policyArn } from '../permissions/arns';
import { keyBehind } from '../private/encryption-keys';

/** What the functions log to: one log group for both. */
export function handlerLogGroup(scope: Construct, { logGroup, logRetention, logEncryptionKey }: DomainIdentityHandlerOptions): ILogGroup {
  if (logGroup) {
    return logGroup;
  }
  const stack = Stack.of(scope);
  // [DOC CloudWatch Logs, encrypt-log-data-kms: permissions on the KMS key] The group has no name yet, so all of the account's may.
  logEncryptionKey?.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal(`logs.${stack.region}.${stack.urlSuffix}`)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': policyArn(scope, 'logs', 'log-group:*') } },
  }));
  return new LogGroup(scope, 'Logs', {
    retention: logRetention ?? RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.DESTROY,
    encryptionKey: logEncryptionKey && keyBehind(logEncryptionKey),
  });
}
