import { DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { Stack } from 'aws-cdk-lib';
import { DOMAIN, type World } from './world';
import type { StackOutcome } from '../../local-aws/cloudformation';
import type { GeneratedSecret } from '../../src/contract/dkim-key';

/** A stack whose key is rotated, and what there is of its key at any moment. */
export class RotatingStack {
  secretArn = '';

  constructor(private readonly world: World) {}

  async deploy(define: (stack: Stack) => void): Promise<StackOutcome> {
    const outcome = await this.world.deploy(define);
    this.secretArn = Object.values(outcome.resources).find(({ type }) => type === 'AWS::SecretsManager::Secret')?.physicalId ?? this.secretArn;
    return outcome;
  }

  settled(): Promise<void> {
    return this.world.settled();
  }

  advance(milliseconds: number): Promise<void> {
    return this.world.pass(milliseconds);
  }

  /** What has the label. */
  async key(VersionStage = 'AWSCURRENT'): Promise<GeneratedSecret> {
    return JSON.parse((await this.world.secrets.send(new GetSecretValueCommand({ SecretId: this.secretArn, VersionStage }))).SecretString!);
  }

  async labels(): Promise<Record<string, string[]>> {
    return (await this.world.secrets.send(new DescribeSecretCommand({ SecretId: this.secretArn }))).VersionIdsToStages ?? {};
  }

  /** A version that a rotation has begun with, and not ended. */
  async hasPending(): Promise<boolean> {
    return Object.values(await this.labels()).some((labels) => labels.includes('AWSPENDING') && !labels.includes('AWSCURRENT'));
  }

  /** The selector of the key that SES has. */
  inUse(): string | undefined {
    return this.world.selector();
  }

  /** The selectors that the memory in the zone lists, sorted. */
  async remembered({ zoneName } = { zoneName: DOMAIN }): Promise<string[]> {
    return (await this.world.memories(zoneName)).flatMap((text) => [...text.matchAll(/(\S+)\._domainkey=TXT:/g)].map(([, selector]) => selector)).sort();
  }

  /** The selectors that have a record, sorted. */
  async published({ zoneName, recordsDomain } = { zoneName: DOMAIN, recordsDomain: DOMAIN }): Promise<string[]> {
    const records = (await this.world.records(zoneName)).filter((record) => record.startsWith('TXT '));
    return records.map((record) => record.replace(/^TXT | \(\w+\)$/g, '').replace(`._domainkey.${recordsDomain}.`, '')).sort();
  }
}
