import { Readable } from 'node:stream';
import {
  GetBucketLocationCommand, GetObjectCommand, HeadBucketCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client,
} from '@aws-sdk/client-s3';
import { GetParameterCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { S3 } from '../../../local-aws/s3';
import { Ssm } from '../../../local-aws/ssm';
import { ServerUnderTest } from '../kernel/server-under-test';

/*
 * What the CDK CLI needs to publish assets, by the real clients.
 */

const s3 = new S3();
let world: ServerUnderTest;
let client: S3Client;

beforeAll(async () => {
  world = await new ServerUnderTest([...s3.apis, ...new Ssm({ '/mine': 'value' }).apis]).start();
  client = new S3Client(world.clientConfig);
});
afterAll(() => world.server.stop());

const Bucket = 'cdk-assets';
const BYTES = Buffer.from([0, 255, 13, 10, 128, 1]);

test('an object comes back byte for byte, whatever its key', async () => {
  const Key = 'a folder/é+ü (1).zip';
  await client.send(new PutObjectCommand({ Bucket, Key, Body: BYTES, ContentType: 'application/zip' }));
  expect(s3.object(Bucket, Key)).toEqual(BYTES);
  const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket, Key }));
  expect(Buffer.from(await Body!.transformToByteArray())).toEqual(BYTES);
  expect(await client.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ContentLength: BYTES.length, ETag });
});

test('a stream, in chunks with a trailing checksum', async () => {
  const parts = ['x'.repeat(70_000), 'y'.repeat(70_000)];
  const Body = Readable.from(parts.map((part) => Buffer.from(part)), { objectMode: false });
  await client.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: 140_000, ChecksumAlgorithm: 'CRC32' }));
  expect(s3.object(Bucket, 'stream').toString()).toBe(parts.join(''));
});

test('listing finds what begins so', async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: 'assets/1', Body: 'one' }));
  const listed = async (Prefix: string) => {
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return Contents?.map(({ Key, Size }) => [Key, Size]);
  };
  expect(await listed('assets/')).toEqual([['assets/1', 3]]);
  expect(await listed('nothing')).toBeUndefined();
});

test('what is missing, and where a bucket is', async () => {
  await expect(client.send(new GetObjectCommand({ Bucket, Key: 'no' }))).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
  await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'no' }))).rejects.toMatchObject({ name: 'NotFound' });
  expect((await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('eu-west-1');
  expect((await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-west-1');
});

test('the parameter that says how new the bootstrap stack is', async () => {
  const ssm = new SSMClient(world.clientConfig);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' }));
  expect(Number(Parameter!.Value)).toBeGreaterThan(30);
  await expect(ssm.send(new GetParameterCommand({ Name: '/none' }))).rejects.toMatchObject({ name: 'ParameterNotFound' });
  const several = await ssm.send(new GetParametersCommand({ Names: ['/mine', '/none'] }));
  expect([several.Parameters!.map(({ Value }) => Value), several.InvalidParameters]).toEqual([['value'], ['/none']]);
});
