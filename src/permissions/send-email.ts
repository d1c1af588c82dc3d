import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { configurationSetArn, identityArn } from './arns';
import { at } from '../private/at-path';
import { checkKind } from '../private/kinds';

/** Sending mail from a domain, and through its configuration set if it has one. */
export function grantSendEmail(scope: Construct, grantee: IGrantable, domainName: string, configurationSetName?: string): Grant {
  return at(scope, () => {
    checkKind('`grantee` of `grantSendEmail`', grantee, 'grantable');
    return Grant.addToPrincipal({
      grantee,
      actions: ['ses:SendEmail', 'ses:SendRawEmail'],
      resourceArns: [
        identityArn(scope, domainName),
        ...configurationSetName === undefined ? [] : [configurationSetArn(scope, configurationSetName)],
      ],
    });
  });
}
