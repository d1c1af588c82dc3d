/** Who makes a call. */
export interface Principal {
  readonly account: string;
  /** The caller's ARN, as `sts:GetCallerIdentity` gives it. */
  readonly arn: string;
  /** The role whose policies decide; absent for an administrator (the CLI, CloudFormation itself), who may do anything. */
  readonly roleName?: string;
  /** The role's own ARN, with its path. */
  readonly roleArn?: string;
  readonly accessKeyId: string;
  /** Of a session that somebody took by AssumeRole: the access key that they hold themselves. */
  readonly takenBy?: string;
}

/** The circumstances of one request. */
export interface Call {
  readonly requestId: string;
  readonly account: string;
  readonly region: string;
  readonly principal: Principal;
}

/** What a request needs to be allowed: every one of these. */
export interface AccessRequest {
  /** `ses:CreateEmailIdentity` */
  readonly action: string;
  /** The resource's ARN, or `*` where the action knows none. */
  readonly resource: string;
  /** Condition keys and their values: `route53:ChangeResourceRecordSetsActions` → `['UPSERT']`. */
  readonly context?: Record<string, string | string[]>;
  /** Whether the resource's own policy allows it to the caller. */
  readonly allowedByResource?: boolean;
}

export type Protocol = 'rest-json' | 'rest-xml' | 's3' | 'query' | 'json-1.1';

/** An operation: input and output are shaped as the SDK's own request and response types. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Operation = (input: any, call: Call) => unknown;

/**
 * One API of a service. Routes, members and required members come from the schemas that the SDK package exports
 * (`PutEmailIdentityDkimSigningAttributes$`, …), never from a table of ours.
 */
export interface ServiceApi {
  /** The name in the SigV4 credential scope: `ses`, `route53`. Two APIs may share it (SES v1 and v2). */
  readonly signingName: string;
  readonly protocol: Protocol;
  /** The namespace of the SDK package: `import * as sdk from '@aws-sdk/client-sesv2'`. */
  readonly sdk: object;
  /** The implemented operations. Any other operation of the schema answers `NotImplementedByLocalAws`, with its name. */
  readonly operations: Record<string, Operation>;
  /** What each implemented operation must be allowed. An operation without an entry is a mistake of the engine. */
  readonly access: Record<string, (input: never, call: Call) => AccessRequest[]>;
}
