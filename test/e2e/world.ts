import { randomUUID } from 'node:crypto';
import {
  ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, DeleteHostedZoneCommand, ListResourceRecordSetsCommand, type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SESClient } from '@aws-sdk/client-ses';
import {
  CreateConfigurationSetCommand, GetEmailIdentityCommand, type GetEmailIdentityResponse, NotFoundException, SendEmailCommand, SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Assembly } from './assembly';
import { CdkCli, type CdkResult, LocalAws, type LocalAwsOptions, Receiver, type Verdict } from '../../local-aws';
import type { StackOutcome } from '../../local-aws/cloudformation';
import type { OutgoingMail } from '../../local-aws/ses';
import { DkimKey, DomainDns } from '../../src';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const DOMAIN = 'example.com';

type RecordType = 'TXT' | 'CNAME' | 'MX';

/** Long enough for Route 53 and SES to have done what they do. */
const A_WHILE_MS = 10 * 60_000;
/** Longer than reads lag in any world. */
const A_MOMENT_MS = 5_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The engine's time while functions work in the background: a check of SES's, a minute, takes a quarter of a second. */
const FAST = 240;

/** The engine with one hosted zone, and what a test does with them. */
export class World {
  static async start(options: Partial<LocalAwsOptions> = {}): Promise<World> {
    const aws = await LocalAws.start({ account: ACCOUNT, region: REGION, ...options });
    const world = new World(aws);
    await world.createZone(DOMAIN);
    return world;
  }

  readonly ses: SESv2Client;
  readonly route53: Route53Client;
  readonly secrets: SecretsManagerClient;
  readonly cli: CdkCli;
  /**
   * Seconds of the engine for each of the host's, while a deployment runs. CloudFormation waits for a custom resource for one of the
   * engine's hours, in which a busy host has to get done what handlers do.
   */
  pace = 60;
  private readonly receiver: Receiver;
  private readonly s3: S3Client;
  private readonly zones = new Map<string, string>();

  private constructor(readonly aws: LocalAws, private readonly account = ACCOUNT) {
    const config = aws.clientConfig({ account });
    this.ses = this.patient(new SESv2Client(config));
    this.route53 = this.patient(new Route53Client(config));
    this.secrets = new SecretsManagerClient(config);
    this.s3 = new S3Client(config);
    this.cli = new CdkCli(aws.environment());
    this.receiver = new Receiver(aws.route53.lookup);
  }

  /** A client of a person, who waits in a world in which reads lag: until they show what was written. */
  patient<Client extends SESv2Client | SESClient | Route53Client>(client: Client): Client {
    (client as SESv2Client).middlewareStack.add((next, { commandName = '' }) => async (request) => {
      const answer = await next(request);
      if (/^(Change|Create|Delete|Put|Tag|Untag|Verify)/.test(commandName)) {
        await this.shown();
      }
      return answer;
    }, { step: 'initialize' });
    return client;
  }

  stop(): Promise<void> {
    return this.aws.stop();
  }

  /** The same engine, seen from an account, with zones of its own. */
  in(account: string): World {
    return new World(this.aws, account);
  }

  // --- what exists before a stack does

  async createZone(name: string): Promise<void> {
    const { HostedZone } = await this.route53.send(new CreateHostedZoneCommand({ Name: name, CallerReference: randomUUID() }));
    this.zones.set(name, HostedZone!.Id!.replace('/hostedzone/', ''));
  }

  zoneId(name = DOMAIN): string {
    return this.zones.get(name)!;
  }

  /** TXT records of somebody else. */
  createForeignRecords(names: readonly string[]): Promise<void> {
    return this.createRecords(names.map((name) => ({ name, type: 'TXT', value: '"somebody else\'s"' })));
  }

  async createRecords(
    records: ReadonlyArray<{ readonly name: string; readonly type: RecordType; readonly value: string }>, zoneName = DOMAIN,
  ): Promise<void> {
    await this.route53.send(new ChangeResourceRecordSetsCommand({
      HostedZoneId: this.zoneId(zoneName),
      ChangeBatch: {
        Changes: records.map(({ name, type, value }) => ({
          Action: 'CREATE', ResourceRecordSet: { Name: name, Type: type, TTL: 300, ResourceRecords: [{ Value: value }] },
        })),
      },
    }));
    await this.aws.clock.advance(A_WHILE_MS); // until DNS serves them
  }

  async destroyRecord(name: string, type: RecordType, zoneName = DOMAIN): Promise<void> {
    const { ResourceRecordSets } = await this.route53.send(new ListResourceRecordSetsCommand({
      HostedZoneId: this.zoneId(zoneName), StartRecordName: name, StartRecordType: type, MaxItems: 1,
    }));
    await this.route53.send(new ChangeResourceRecordSetsCommand({
      HostedZoneId: this.zoneId(zoneName), ChangeBatch: { Changes: [{ Action: 'DELETE', ResourceRecordSet: ResourceRecordSets![0] }] },
    }));
  }

  /** Has the registrar point a domain at this account's zone. */
  delegate(name = DOMAIN): void {
    const { nameServers } = this.aws.route53.zone(this.account, this.zoneId(name));
    this.aws.route53.registrar.delegate(name, nameServers);
  }

  /** Removes every record that the library has published, as its memory says, and the memory. */
  async forgetRecords(zoneName = DOMAIN): Promise<void> {
    const all = await this.allRecordSets(zoneName);
    const lines = all.filter(isMemory).flatMap(remembered).map(([line]) => line);
    for (const { Name, Type } of all.filter((set) => isMemory(set) || lines.includes(`${set.Type} ${set.Name}`))) {
      await this.destroyRecord(Name!, Type as RecordType, zoneName);
    }
  }

  /** A zone, and everything in it. */
  async destroyZone(name = DOMAIN): Promise<void> {
    for (const { Name, Type } of await this.allRecordSets(name)) {
      await this.destroyRecord(Name!, Type as RecordType, name);
    }
    await this.route53.send(new DeleteHostedZoneCommand({ Id: this.zoneId(name) }));
  }

  /** The CNAME records of an identity that signs with Easy DKIM, as somebody publishes them by hand. */
  async publishEasyDkim(): Promise<void> {
    const { Tokens, SigningHostedZone } = (await this.identity())!.DkimAttributes!;
    await this.createRecords(Tokens!.map((token) => (
      { name: `${token}._domainkey.${DOMAIN}`, type: 'CNAME', value: `${token}.${SigningHostedZone}` }
    )));
  }

  async createSecret(name: string, value: string | Uint8Array, KmsKeyId?: string): Promise<void> {
    const content = typeof value === 'string' ? { SecretString: value } : { SecretBinary: value };
    await this.secrets.send(new CreateSecretCommand({ Name: name, KmsKeyId, ...content }));
    await this.shown();
  }

  async putSecret(name: string, value: string): Promise<string> {
    return (await this.secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }))).VersionId!;
  }

  async createConfigurationSet(name: string): Promise<void> {
    await this.ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: name }));
  }

  // --- what a stack refers to

  zone(stack: Stack, name = DOMAIN): DomainDns {
    const id = `Zone-${name}`;
    const known = stack.node.tryFindChild(id) as route53.IHostedZone | undefined;
    return DomainDns.hostedZone(known ?? route53.HostedZone.fromHostedZoneAttributes(stack, id, { hostedZoneId: this.zoneId(name), zoneName: name }));
  }

  /** The key in the secret `dkim/<selector>`. */
  key(stack: Stack, selector: string, options: { readonly jsonField?: string; readonly versionId?: string } = {}): DkimKey {
    return DkimKey.fromSecret(Secret.fromSecretNameV2(stack, `Secret-${selector}`, `dkim/${selector}`), { selector, ...options });
  }

  assembly(define: (stack: Stack) => void, stackName = 'Mail'): Assembly {
    return new Assembly(stackName, { account: this.account, region: REGION }, define);
  }

  // --- deployments

  /** By the real CDK CLI. */
  async deployByCli(define: (stack: Stack) => void, name?: string): Promise<CdkResult> {
    const { directory, stackName } = this.assembly(define, name);
    return this.flowing(() => this.cli.deploy(directory, stackName));
  }

  async destroyByCli(define: (stack: Stack) => void, name?: string): Promise<CdkResult> {
    const { directory, stackName } = this.assembly(define, name);
    return this.flowing(() => this.cli.destroy(directory, stackName));
  }

  /** By CloudFormation itself, for tests that are about many stacks and not about the CLI. */
  async deploy(
    define: (stack: Stack) => void, stackName?: string, how: { readonly tags?: Record<string, string>; readonly express?: boolean } = {},
  ): Promise<StackOutcome> {
    const assembly = this.assembly(define, stackName);
    await assembly.publish(this.s3);
    return this.flowing(() => this.aws.cloudFormation.deploy({
      stackName: assembly.stackName, template: assembly.template, account: this.account, ...how,
    }));
  }

  async destroy(stackName = 'Mail'): Promise<StackOutcome> {
    return this.flowing(() => this.aws.cloudFormation.destroy(stackName, { account: this.account }));
  }

  // --- time

  /**
   * Lets time pass, and what each step of it brings about come to its end. The library's clock works every hour; here it works once in
   * each step, at its end, because each time takes the host's time.
   */
  async pass(milliseconds: number, stepMs = DAY_MS): Promise<void> {
    const { clock } = this.aws;
    const end = clock.now().getTime() + milliseconds;
    for (let now = end - milliseconds; now < end; now = clock.now().getTime()) {
      const release = this.holdHourly();
      await clock.advance(Math.min(stepMs, end - now, await this.untilDue()));
      release();
      await this.settled();
    }
  }

  /**
   * In another world: until Lambda has delivered an event again whose function did not see what had just been written. [DOC Lambda: after one
   * minute, and two]
   */
  async deliveredAgain(): Promise<void> {
    if (process.env.ENGINE_ASSUME) {
      await this.pass(MINUTE_MS);
      await this.pass(2 * MINUTE_MS);
    }
  }

  /** Where Secrets Manager gives up a step of a rotation, no time passes while one goes on, and it stops when the next is due. */
  private async untilDue(): Promise<number> {
    const { clock, secretsManager } = this.aws;
    if (secretsManager.rotations.stepTimeoutMs === Infinity) {
      return Infinity;
    }
    await this.settled();
    const due = clock.pending().find(({ what }) => /^(secretsmanager|lambda):/.test(what))?.at ?? Infinity;
    return Math.max(0, due - clock.now().getTime());
  }

  /** Until what runs in the background has ended, with the engine's time going on. */
  async settled(pace = FAST): Promise<void> {
    const { clock, secretsManager, lambda } = this.aws;
    clock.run(pace);
    try {
      await secretsManager.settled();
      await lambda.settled();
    } finally {
      clock.pause();
      await this.shown();
    }
  }

  /** Keeps the hourly events from the functions; what is answered gives each function the last one. */
  holdHourly(): () => void {
    const { lambda } = this.aws;
    const invoke = lambda.invokeAsync.bind(lambda);
    const held = new Map<string, unknown>();
    lambda.invokeAsync = (functionArn, event) => {
      if ((event as { readonly clock?: string }).clock !== 'hourly') {
        return invoke(functionArn, event);
      }
      held.set(functionArn, event);
      return 'held';
    };
    return () => {
      lambda.invokeAsync = invoke;
      held.forEach((event, functionArn) => invoke(functionArn, event));
    };
  }

  /** Lets the engine's time flow while something waits for it. */
  async flowing<T>(run: () => Promise<T>): Promise<T> {
    this.aws.clock.run(this.pace);
    try {
      return await run();
    } finally {
      this.aws.clock.pause();
      await this.shown();
    }
  }

  /** In another world: until reads show what was written. */
  async shown(): Promise<void> {
    if (process.env.ENGINE_ASSUME) {
      await this.aws.clock.advance(A_MOMENT_MS);
    }
  }

  /** What CloudFormation says of the resources that failed by themselves, in the latest operation. */
  failures({ events }: StackOutcome): Array<{ readonly type: string; readonly logicalId: string; readonly reason: string }> {
    return events
      .filter(({ ResourceStatus, ResourceStatusReason = '' }) => ResourceStatus.endsWith('_FAILED') && !/cancelled/.test(ResourceStatusReason))
      .map(({ ResourceType, LogicalResourceId, ResourceStatusReason = '' }) => (
        { type: ResourceType, logicalId: LogicalResourceId, reason: ResourceStatusReason }
      ));
  }

  // --- what there is

  async identity(domainName = DOMAIN): Promise<GetEmailIdentityResponse | undefined> {
    return this.ses.send(new GetEmailIdentityCommand({ EmailIdentity: domainName })).catch((error: Error) => {
      if (error instanceof NotFoundException) {
        return undefined;
      }
      throw error;
    });
  }

  /** The selector of the key that SES has, verified or not. SES itself may not tell it (`ses.byoTokens`). */
  selector(domainName = DOMAIN, region = REGION): string | undefined {
    return this.aws.ses.selectorOf(domainName, { account: this.account, region });
  }

  /** What DNS answers, strings joined. */
  async dig(name: string, type: 'TXT' | 'CNAME' = 'TXT'): Promise<string[]> {
    const answers = await this.aws.route53.lookup(name, type).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTFOUND' || error.code === 'ENODATA') {
        return [];
      }
      throw error;
    });
    return (answers as Array<string | string[]>).map((answer) => Array.isArray(answer) ? answer.join('') : answer);
  }

  /**
   * The zone's records but those that every zone has, and the memory of the library: what that says of a record, unless it is live, is
   * behind its name, as in `TXT a._domainkey.example.com. (retired)`.
   */
  async records(zoneName = DOMAIN): Promise<string[]> {
    const all = await this.allRecordSets(zoneName);
    const states = new Map(all.filter(isMemory).flatMap(remembered));
    const lines = all.map((set) => ({ line: `${set.Type} ${set.Name}`, isKept: !isMemory(set) || remembered(set).every(([line]) => !has(all, line)) }));
    return lines.filter(({ isKept }) => isKept).map(({ line }) => ['live', undefined].includes(states.get(line)) ? line : `${line} (${states.get(line)})`);
  }

  /** The record sets of somebody else and of ours, without the memory of the library. */
  async recordSets(zoneName = DOMAIN): Promise<ResourceRecordSet[]> {
    return (await this.allRecordSets(zoneName)).filter((set) => !isMemory(set));
  }

  /** The names of the records that have been written or removed since then, but for the memory of the library. */
  writtenSince(): () => string[] {
    const since = this.aws.requests.since();
    return () => [...JSON.stringify(since({ operation: 'ChangeResourceRecordSets' }).map(({ input }) => input)).matchAll(/"Name":"([^"]+)"/g)]
      .map(([, name]) => name).filter((name) => !name.startsWith(MEMORY));
  }

  /** The texts of the library's memory in a zone. */
  async memories(zoneName = DOMAIN): Promise<string[]> {
    return (await this.allRecordSets(zoneName)).filter(isMemory).map(textOf);
  }

  private async allRecordSets(zoneName: string): Promise<ResourceRecordSet[]> {
    const { ResourceRecordSets } = await this.route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: this.zoneId(zoneName) }));
    return ResourceRecordSets!.filter(({ Type }) => Type !== 'NS' && Type !== 'SOA');
  }

  // --- mail

  /** Waits for SES's check, sends a mail, and lets a receiver judge it. */
  async verdict(from?: string): Promise<Verdict> {
    await this.aws.clock.advance(A_WHILE_MS);
    return this.verdictNow(from);
  }

  /** Sends a mail as things are at this moment, and lets a receiver judge it. */
  async verdictNow(from?: string): Promise<Verdict> {
    return this.judge(await this.send(from));
  }

  async send(from = `info@${DOMAIN}`): Promise<OutgoingMail> {
    await this.ses.send(new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: ['reader@receiver.example'] },
      Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'A mail to be judged.' } } } },
    }));
    return this.aws.ses.outbox.at(-1)!;
  }

  judge(mail: OutgoingMail): Promise<Verdict> {
    return this.receiver.judge(mail, mail.from.split('@')[1]);
  }
}

// --- the library's memory in a zone

const MEMORY = '_cdk-ses-dkim._domainkey.';

const isMemory = ({ Name, Type }: ResourceRecordSet) => Type === 'TXT' && Name!.startsWith(MEMORY);
const has = (sets: readonly ResourceRecordSet[], line: string) => sets.some(({ Name, Type }) => line === `${Type} ${Name}`);
const textOf = ({ ResourceRecords }: ResourceRecordSet) => ResourceRecords!.map(({ Value }) => Value!.replace(/"( ")?/g, '')).join('');

/** The records that a memory lists, as `records` shows them, with their states. */
function remembered(set: ResourceRecordSet): Array<[string, string]> {
  const domain = set.Name!.slice(MEMORY.length);
  return [...textOf(set).matchAll(/(\S+)=([A-Z]+):[0-9a-f]+:([a-z]+):/g)].map(([, label, type, state]) => [`${type} ${label}.${domain}`, state]);
}
