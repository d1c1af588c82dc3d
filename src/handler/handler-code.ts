import { AssetStaging, type CfnResource, FileAssetPackaging, Names, Stack } from 'aws-cdk-lib';
import { Code, type CodeConfig, type ResourceBindOptions } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { HANDLERS } from './assets';

/**
 * The bundle as an asset of a stack, staged once for both functions.
 *
 * `Code.fromAsset` does the same, and makes a bucket of it that nobody needs here: that loads all of `aws-s3`, and the facts of
 * every Region. It took a tenth of the synthesis of a hundred domains.
 */
export class HandlerCode extends Code {
  readonly isInline = false;
  private staged?: { readonly path: string; readonly code: CodeConfig };

  bind(scope: Construct): CodeConfig {
    return (this.staged ??= stage(scope)).code;
  }

  /** For tools that look for the code of a function on this machine, like SAM. [SDK cx-api, assets] */
  bindToResource(resource: CfnResource, { resourceProperty = 'Code' }: ResourceBindOptions = {}): void {
    if (this.staged && resource.node.tryGetContext('aws:cdk:enable-asset-metadata')) {
      resource.addMetadata('aws:asset:path', this.staged.path);
      resource.addMetadata('aws:asset:is-bundled', false);
      resource.addMetadata('aws:asset:property', resourceProperty);
    }
  }
}

function stage(scope: Construct) {
  const stack = Stack.of(scope);
  const staging = new AssetStaging(scope, 'Code', { sourcePath: HANDLERS });
  const path = staging.relativeStagedPath(stack);
  const { bucketName, objectKey } = stack.synthesizer.addFileAsset({
    packaging: FileAssetPackaging.ZIP_DIRECTORY,
    sourceHash: staging.assetHash,
    fileName: path,
    deployTime: true,
    displayName: Names.stackRelativeConstructPath(staging),
  });
  return { path, code: { s3Location: { bucketName, objectKey } } };
}
