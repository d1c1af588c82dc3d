import { completed, readSettings, type Settings } from './assumptions';
import { CloudFormation, RESPONSE_PATH, ResponseSink } from './cloudformation';
import { CloudWatch } from './cloudwatch';
import { Logs } from './cloudwatch-logs';
import { Events } from './events';
import { Iam } from './iam';
import { Clock } from './kernel/clock';
import { Credentials } from './kernel/credentials';
import { FaultInjector } from './kernel/fault-injector';
import { HttpServer } from './kernel/http-server';
import { type RateLimit, RateLimits } from './kernel/rate-limit';
import { RequestLog } from './kernel/request-log';
import { LambdaService } from './lambda';
import { Route53 } from './route53';
import { S3 } from './s3';
import { SecretsManager } from './secrets-manager';
import { Ses, type SesAssumptions } from './ses';
import { Ssm } from './ssm';
import { Sts } from './sts';

export interface LocalAwsOptions {
  /** The account of the CLI and of `clientConfig()`. */
  readonly account?: string;
  readonly region?: string;
  /** Where the engine's time begins. */
  readonly start?: Date;
  /** From a change in Route 53 to the answers of its name servers. */
  readonly propagationMs?: number;
  /** From a change of a secret to its replicas in other Regions. */
  readonly replicationMs?: number;
  /** From CloudFormation's word that a role or a policy is complete to its effect. */
  readonly iam?: { readonly propagationMs?: number };
  readonly ses?: Partial<SesAssumptions>;
  /** How many functions of an account run at the same time in a Region: ten in a new account. [DOC Lambda quotas] Without it, any number. */
  readonly concurrency?: number;
  /** How much of the host's time a function has at least before its time-out, however fast the engine's clock goes. */
  readonly leastHostMs?: number;
  /** SES's limit of one identity call a second, as the assumption `rateLimit` says it; `true` means `shared`. */
  readonly sesRateLimit?: boolean | 'shared' | 'per operation';
  /**
   * Settings of the assumptions; the options above go before. Without it they come from the file that the environment variable
   * ENGINE_ASSUME names, so that a whole test suite runs in another world.
   */
  readonly assume?: Settings;
}

const ADMINISTRATOR = 'LOCALAWSADMINISTRATOR';

function settingsOfEnvironment(): Settings {
  const { ENGINE_ASSUME: file } = process.env;
  return file ? readSettings(file) : {};
}

/** [DOC SES quotas: one request a second for everything but sending] */
const SES_RATE_LIMIT: RateLimit = { rate: 1, burst: 1, except: ['SendEmail'], code: 'TooManyRequestsException' };

/**
 * The engine: the part of AWS that a deployment touches, on this machine only. Everything is in memory and gone with `stop`.
 */
export class LocalAws {
  static async start(options: LocalAwsOptions = {}): Promise<LocalAws> {
    const engine = new LocalAws(options);
    await Promise.all([engine.server.start(), engine.route53.start(), engine.lambda.start()]);
    return engine;
  }

  readonly clock: Clock;
  readonly faults = new FaultInjector();
  readonly requests = new RequestLog();
  readonly iam: Iam;
  readonly cloudWatch: CloudWatch;
  readonly logs = new Logs();
  readonly s3 = new S3();
  readonly ssm = new Ssm();
  readonly sts: Sts;
  readonly route53: Route53;
  readonly events: Events;
  readonly secretsManager: SecretsManager;
  readonly ses: Ses;
  readonly lambda: LambdaService;
  readonly cloudFormation: CloudFormation;
  readonly account: string;
  readonly region: string;
  private readonly credentials = new Credentials();
  private readonly server: HttpServer;

  private constructor({
    account = '111122223333', region = 'eu-west-1', start, propagationMs, replicationMs, iam, ses, sesRateLimit, concurrency, leastHostMs,
    assume = settingsOfEnvironment(),
  }: LocalAwsOptions) {
    this.account = account;
    this.region = region;
    const settings = completed(assume, {
      ses,
      iam,
      route53: propagationMs === undefined ? {} : { propagationMs },
      secretsManager: replicationMs === undefined ? {} : { replicationMs },
    });
    const rateLimit = sesRateLimit === undefined ? settings.ses.rateLimit : sesRateLimit === true ? 'shared' : sesRateLimit || 'off';
    const clock = this.clock = new Clock(start);
    this.cloudWatch = new CloudWatch({ clock });
    this.iam = new Iam(clock);
    this.iam.propagationMs = settings.iam.propagationMs;
    this.server = new HttpServer({
      clock,
      credentials: this.credentials,
      authorizer: this.iam,
      faults: this.faults,
      requests: this.requests,
      rateLimits: new RateLimits(clock, rateLimit === 'off' ? {} : { ses: { ...SES_RATE_LIMIT, perOperation: rateLimit === 'per operation' } }),
      kill: (accessKeyId) => this.lambda.kill(accessKeyId),
    });
    this.credentials.registerAdministrator(account, `${ADMINISTRATOR}${account}`);

    const endpoint = () => this.server.endpoint;
    this.sts = new Sts(clock, this.iam, this.credentials);
    this.route53 = new Route53({ clock, propagationMs: settings.route53.propagationMs });
    Object.assign(this.route53, {
      processingMs: settings.route53.processingMs, staggered: settings.route53.staggered, waitsForInsync: settings.cloudFormation.recordSetWaits,
    });
    this.events = new Events({
      clock,
      invoke: (functionArn, event) => this.lambda.invokeAsync(functionArn, event),
      permits: (functionArn, caller) => this.lambda.permits(functionArn, caller),
    });
    this.secretsManager = new SecretsManager({
      clock,
      replicationMs: settings.secretsManager.replicationMs,
      invoke: (functionArn, event) => this.lambda.invoke(functionArn, event),
      permits: (functionArn, caller) => this.lambda.permits(functionArn, caller),
      publish: (event, place) => this.events.publish(event, place),
    });
    this.secretsManager.readLagMs = settings.secretsManager.readLagMs;
    this.secretsManager.rotations.stepTimeoutMs = settings.secretsManager.stepTimeoutMs || Infinity;
    this.ses = new Ses({
      clock, assumptions: settings.ses, lookup: this.route53.dns.ask, publish: (name, type, values) => this.route53.dns.publish(name, type, values),
    });
    this.lambda = new LambdaService({
      clock,
      concurrency,
      leastHostMs,
      endpoint,
      dns: () => `127.0.0.1:${this.route53.dns.port}`,
      objects: (bucket, key) => this.s3.object(bucket, key),
      credentials: (roleArn, sessionName) => this.sts.sessionFor('lambda.amazonaws.com', roleArn, sessionName),
      untilAssumable: (roleArn) => this.iam.assumable(roleArn),
      mayConnect: (roleArn, where) => this.iam.mayConnect(roleArn, where),
      logs: (group, line, { roleArn, logStream, ...place }) => {
        const { account: owner, region: where } = place;
        const groupArn = `arn:aws:logs:${where}:${owner}:log-group:${group}`;
        this.iam.checkLogWrite(roleArn, `${groupArn}:log-stream:${logStream}`, where);
        this.logs.append(group, line, place, () => this.iam.mayCreateLogGroup(roleArn, groupArn, where));
        this.cloudWatch.read(line, place);
      },
      metric: (functionName, name, value, place) => (
        this.cloudWatch.put({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName: functionName } }, value, place)
      ),
    });
    const responses = new ResponseSink(endpoint);
    this.server.route(RESPONSE_PATH, (request) => responses.route(request));
    this.cloudFormation = new CloudFormation({
      assumptions: settings.cloudFormation,
      clock,
      responses,
      home: { account, region },
      providers: Object.assign({}, ...this.services.map((service) => 'resources' in service ? service.resources : {})),
      invokeFunction: (functionArn, event) => {
        this.lambda.invokeAsync(functionArn, event);
      },
      templates: (url) => {
        const [, bucket, ...key] = new URL(url).pathname.split('/');
        return this.s3.object(bucket, decodeURIComponent(key.join('/'))).toString();
      },
      resolveSecret: (reference, place) => this.secretsManager.resolve(reference, place),
      resolveParameter: (name) => this.ssm.value(name),
    });
    for (const service of [...this.services, this.cloudFormation]) {
      ('apis' in service ? service.apis : []).forEach((api) => this.server.serveApi(api));
    }
  }

  private get services() {
    return [
      this.iam, this.cloudWatch, this.logs, this.s3, this.ssm, this.sts, this.route53, this.events, this.secretsManager, this.ses, this.lambda,
    ];
  }

  /** Leaves no process, no socket and no folder. */
  async stop(): Promise<void> {
    this.clock.pause();
    await this.lambda.stop();
    await this.secretsManager.settled();
    await this.route53.stop();
    await this.server.stop();
  }

  get endpoint(): string {
    return this.server.endpoint;
  }

  /** For any client of the AWS SDK; an account gets an administrator when it is first named. */
  clientConfig({ account = this.account, region = this.region }: { readonly account?: string; readonly region?: string } = {}) {
    const accessKeyId = `${ADMINISTRATOR}${account}`;
    this.credentials.registerAdministrator(account, accessKeyId);
    return { endpoint: this.endpoint, region, credentials: { accessKeyId, secretAccessKey: 'not-checked' } };
  }

  /** Sends the real CDK CLI here, and keeps it from looking for anything elsewhere. */
  environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: `${ADMINISTRATOR}${this.account}`,
      AWS_SECRET_ACCESS_KEY: 'not-checked',
      AWS_REGION: this.region,
      AWS_DEFAULT_REGION: this.region,
      CDK_DEFAULT_ACCOUNT: this.account,
      CDK_DEFAULT_REGION: this.region,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CI: 'true',
      NODE_NO_WARNINGS: '1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', // the SDK's, on Node.js 20
    };
  }
}
