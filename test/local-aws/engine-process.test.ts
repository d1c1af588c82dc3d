import { spawn } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { EngineProcess } from '../../local-aws';

/*
 * The engine in a process of its own, as a program outside sees it: by its endpoint, its variables and its DNS.
 */

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

function clientConfig({ environment }: Pick<EngineProcess, 'environment'>) {
  return {
    endpoint: environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY },
  };
}

describe('the engine in a process of its own', () => {
  let engine: EngineProcess;

  beforeAll(async () => {
    engine = await EngineProcess.start({ pace: 60, zones: ['example.com', 'mail.example.com', 'example.org'], account: '444455556666', region: 'us-east-1' });
  });
  afterAll(() => engine?.stop());

  test('answers at its endpoint, for its account', async () => {
    expect(engine.endpoint).toBe(engine.environment.AWS_ENDPOINT_URL);
    const { Account } = await new STSClient(clientConfig(engine)).send(new GetCallerIdentityCommand({}));
    expect([Account, engine.environment.AWS_REGION]).toEqual(['444455556666', 'us-east-1']);
  });

  test('has its zones, each delegated', async () => {
    const route53 = new Route53Client(clientConfig(engine));
    const dns = new Resolver();
    dns.setServers([engine.dns]);
    expect(Object.keys(engine.zones)).toEqual(['example.com', 'mail.example.com', 'example.org']);
    for (const [name, Id] of Object.entries(engine.zones)) {
      const { HostedZone, DelegationSet } = await route53.send(new GetHostedZoneCommand({ Id }));
      expect(HostedZone!.Name).toBe(`${name}.`);
      // The delegation of mail.example.com is a record, which takes half a minute of the engine to be served.
      let served: string[] = [];
      while (served.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        served = await dns.resolveNs(name).catch(() => []);
      }
      expect(served.sort()).toEqual([...DelegationSet!.NameServers!].sort());
    }
  });

  test('ends when its standard input does', async () => {
    const { pid } = engine;
    expect(isAlive(pid)).toBe(true);
    expect(await engine.stop()).toBe(0);
    expect(isAlive(pid)).toBe(false);
  });
});

test('says in one line where it is, and ends at a signal', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, '../../local-aws/process.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(output.match(/\n/g)).toHaveLength(1);
  expect(Object.keys(JSON.parse(output))).toEqual(['endpoint', 'environment', 'dns', 'zones']);
});

test('a process that does not start tells why', async () => {
  await expect(EngineProcess.start({ pace: 0 })).rejects.toThrow('the engine did not start: --pace must be a number above 0, got \'0\'');
});
