import { createHash } from 'node:crypto';
import * as sdk from '@aws-sdk/client-s3';
import { partitionOf } from '../cloudformation/names';
import { AwsError } from '../kernel/aws-error';
import type { Call, ServiceApi } from '../kernel/service';

/** What each operation has to be allowed. [DOC Service Authorization Reference, S3] */
const ACTIONS: Readonly<Record<string, string>> = {
  ListObjectsV2: 's3:ListBucket',
  GetBucketLocation: 's3:GetBucketLocation',
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  PutObject: 's3:PutObject',
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  HeadBucket: 's3:ListBucket',
};

const etag = (content: Buffer) => `"${createHash('md5').update(content).digest('hex')}"`;

/** S3, as far as the CDK CLI publishes assets: every bucket that is named exists. */
export class S3 {
  readonly apis: ServiceApi[] = [{
    signingName: 's3',
    protocol: 's3',
    sdk,
    operations: {
      ListObjectsV2: ({ Bucket, Prefix = '' }: sdk.ListObjectsV2Request): sdk.ListObjectsV2Output => {
        const keys = [...this.objects.keys()].filter((path) => path.startsWith(`${Bucket}/${Prefix}`)).map((path) => path.slice(Bucket!.length + 1));
        return {
          Name: Bucket,
          Prefix,
          KeyCount: keys.length,
          MaxKeys: 1000,
          IsTruncated: false,
          Contents: keys.map((Key) => ({ Key, Size: this.object(Bucket!, Key).length })),
        };
      },
      GetBucketLocation: (_input: sdk.GetBucketLocationRequest, { region }: Call): sdk.GetBucketLocationOutput => (
        { LocationConstraint: region as sdk.BucketLocationConstraint }
      ),
      GetBucketEncryption: (): sdk.GetBucketEncryptionOutput => ({
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      }),
      PutObject: ({ Bucket, Key, Body }: { Bucket: string; Key: string; Body?: Buffer }): sdk.PutObjectOutput => {
        const content = Buffer.from(Body ?? '');
        this.objects.set(`${Bucket}/${Key}`, content);
        return { ETag: etag(content) };
      },
      GetObject: ({ Bucket, Key }: sdk.GetObjectRequest) => {
        const Body = this.object(Bucket!, Key!);
        return { Body, ContentLength: Body.length, ETag: etag(Body) };
      },
      HeadObject: ({ Bucket, Key }: sdk.HeadObjectRequest): sdk.HeadObjectOutput => {
        const content = this.object(Bucket!, Key!);
        return { ContentLength: content.length, ETag: etag(content) };
      },
      HeadBucket: (_input: sdk.HeadBucketRequest, { region }: Call): sdk.HeadBucketOutput => ({ BucketRegion: region }),
    },
    access: Object.fromEntries(Object.entries(ACTIONS).map(([operation, action]) => [
      operation,
      ({ Bucket, Key }: { Bucket: string; Key?: string }, { region }: Call) => (
        [{ action, resource: `arn:${partitionOf(region)}:s3:::${Bucket}${Key ? `/${Key}` : ''}` }]
      ),
    ])),
  }];

  private readonly objects = new Map<string, Buffer>();

  object(bucket: string, key: string): Buffer {
    const object = this.objects.get(`${bucket}/${key}`);
    if (!object) {
      throw new AwsError('NoSuchKey', `The specified key does not exist: ${bucket}/${key}`, 404);
    }
    return object;
  }
}
