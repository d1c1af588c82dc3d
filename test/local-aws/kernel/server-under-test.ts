import { Clock } from '../../../local-aws/kernel/clock';
import { Credentials } from '../../../local-aws/kernel/credentials';
import { FaultInjector } from '../../../local-aws/kernel/fault-injector';
import { HttpServer } from '../../../local-aws/kernel/http-server';
import { type RateLimit, RateLimits } from '../../../local-aws/kernel/rate-limit';
import { RequestLog } from '../../../local-aws/kernel/request-log';
import type { ServiceApi } from '../../../local-aws/kernel/service';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** A server with the given APIs only, for the tests of the server itself. */
export class ServerUnderTest {
  readonly clock = new Clock();
  readonly credentials = new Credentials();
  readonly faults = new FaultInjector();
  readonly requests = new RequestLog();
  readonly killed: string[] = [];
  readonly server: HttpServer;

  constructor(apis: readonly ServiceApi[], rateLimits: Readonly<Record<string, RateLimit>> = {}, authorize: () => void = () => {}) {
    this.server = new HttpServer({
      clock: this.clock,
      credentials: this.credentials,
      authorizer: { authorize },
      faults: this.faults,
      requests: this.requests,
      rateLimits: new RateLimits(this.clock, rateLimits),
      kill: (accessKeyId) => this.killed.push(accessKeyId),
    });
    this.credentials.registerAdministrator(ACCOUNT, 'ADMIN');
    apis.forEach((api) => this.server.serveApi(api));
  }

  async start(): Promise<this> {
    await this.server.start();
    return this;
  }

  get clientConfig() {
    return {
      endpoint: this.server.endpoint,
      region: REGION,
      credentials: { accessKeyId: 'ADMIN', secretAccessKey: 'secret' },
      maxAttempts: 1,
    };
  }
}
