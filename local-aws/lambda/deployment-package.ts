import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { unzipSync } from 'fflate';
import { AwsError, NotImplementedError } from '../kernel/aws-error';

/** A function's code, on the host's disk. */
export interface DeploymentPackage {
  /** What Lambda mounts as `/var/task`. */
  readonly folder: string;
  readonly sha256: string;
  readonly size: number;
}

type Unpack = (source: Buffer) => Record<string, Uint8Array>;

/** The deployment packages of all functions, each unpacked once. They are gone when `root` is removed. */
export class DeploymentPackages {
  private readonly unpacked = new Map<string, Promise<DeploymentPackage>>();

  constructor(private readonly root: string, private readonly objects: (bucket: string, key: string) => Buffer | Promise<Buffer>) {}

  /** Takes the `Code` of an `AWS::Lambda::Function`. */
  async open(code: Record<string, string>): Promise<DeploymentPackage> {
    const [unknown] = Object.keys(code).filter((name) => !['S3Bucket', 'S3Key', 'ZipFile', 'SourceKMSKeyArn'].includes(name));
    if (unknown || code.SourceKMSKeyArn) {
      throw new NotImplementedError(`Code.${unknown ?? 'SourceKMSKeyArn'} of AWS::Lambda::Function`);
    }
    // [DOC AWS::Lambda::Function Code] inline source of a Node function becomes index.js.
    return code.ZipFile === undefined
      ? this.once(await this.object(code.S3Bucket, code.S3Key), filesOf)
      : this.once(Buffer.from(code.ZipFile), (source) => ({ 'index.js': source }));
  }

  private async object(bucket: string, key: string): Promise<Buffer> {
    try {
      return await this.objects(bucket, key);
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      throw new AwsError('InvalidParameterValueException',
        `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`);
    }
  }

  private once(source: Buffer, files: Unpack): Promise<DeploymentPackage> {
    const sha256 = createHash('sha256').update(source).digest('base64');
    const known = this.unpacked.get(sha256) ?? this.unpack(sha256, source, files);
    this.unpacked.set(sha256, known);
    known.catch(() => this.unpacked.delete(sha256));
    return known;
  }

  private async unpack(sha256: string, source: Buffer, files: Unpack): Promise<DeploymentPackage> {
    const folder = path.join(this.root, 'task', createHash('sha256').update(sha256).digest('hex').slice(0, 16));
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(files(source))) {
      const file = path.join(folder, name);
      if (!file.startsWith(folder + path.sep)) {
        throw new AwsError('InvalidParameterValueException', `Could not unzip uploaded file: '${name}' leaves the folder.`);
      }
      if (!name.endsWith('/')) {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    }
    return { folder, sha256, size: source.length };
  }
}

function filesOf(zip: Buffer): Record<string, Uint8Array> {
  try {
    return unzipSync(zip);
  } catch (error) {
    throw new AwsError('InvalidParameterValueException', `Could not unzip uploaded file. Please check your file, then try to upload again. (${String(error)})`);
  }
}
