import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { App, Stack } from 'aws-cdk-lib';
import { zipSync } from 'fflate';

interface FileAsset {
  readonly source: { readonly path: string; readonly packaging: 'file' | 'zip' };
  readonly destinations: Record<string, { readonly bucketName: string; readonly objectKey: string }>;
}

/** A stack as `cdk synth` writes it: what the real CLI deploys, and what a fast test deploys without it. */
export class Assembly {
  readonly stackName: string;
  readonly directory: string;

  constructor(stackName: string, env: { readonly account: string; readonly region: string }, define: (stack: Stack) => void) {
    this.stackName = stackName;
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'assembly-')), analyticsReporting: false });
    define(new Stack(app, stackName, { env }));
    this.directory = app.synth().directory;
  }

  get template(): string {
    return readFileSync(join(this.directory, `${this.stackName}.template.json`), 'utf8');
  }

  /** Uploads the handlers, as the CLI does before it asks for a change set. */
  async publish(s3: S3Client): Promise<void> {
    const manifest = JSON.parse(readFileSync(join(this.directory, `${this.stackName}.assets.json`), 'utf8'));
    for (const { source, destinations } of Object.values<FileAsset>(manifest.files)) {
      const path = join(this.directory, source.path);
      const body = source.packaging === 'zip' ? zipped(path) : readFileSync(path);
      for (const { bucketName, objectKey } of Object.values(destinations)) {
        await s3.send(new PutObjectCommand({ Bucket: bucketName, Key: objectKey, Body: body }));
      }
    }
  }
}

function zipped(folder: string): Uint8Array {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const content = files.map((entry) => join(entry.parentPath, entry.name)).map((path) => [relative(folder, path), readFileSync(path)]);
  return zipSync(Object.fromEntries(content), { level: 0 });
}
