import { type IResource, Resource } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { identityArn } from './permissions/arns';
import { grantSendEmail } from './permissions/send-email';
import { atPath } from './private/at-path';
import { checkDomainName } from './private/names';

/**
 * A domain's identity in Amazon SES.
 */
export interface IDomainIdentity extends IResource {
  /**
   * The domain's name.
   *
   * @attribute
   */
  readonly domainName: string;

  /**
   * The identity's ARN.
   *
   * @attribute
   */
  readonly identityArn: string;

  /**
   * The identity as other constructs of the AWS CDK take it.
   *
   * Whoever uses it is deployed after the identity.
   */
  readonly emailIdentity: ses.IEmailIdentity;

  /**
   * Lets a principal send mail from this domain, and through its configuration set if it has one.
   *
   * @param grantee the principal
   */
  grantSendEmail(grantee: IGrantable): Grant;
}

/** An identity that is managed elsewhere. */
export class ImportedDomainIdentity extends Resource implements IDomainIdentity {
  public readonly identityArn: string;
  public readonly emailIdentity: ses.IEmailIdentity;

  constructor(scope: Construct, id: string, public readonly domainName: string) {
    super(scope, id);
    try {
      checkDomainName(domainName);
      this.identityArn = identityArn(this, domainName);
      this.emailIdentity = ses.EmailIdentity.fromEmailIdentityName(this, 'EmailIdentity', domainName);
    } catch (error) {
      throw atPath(this, error);
    }
  }

  public grantSendEmail(grantee: IGrantable): Grant {
    return grantSendEmail(this, grantee, this.domainName);
  }
}
