import { zipSync } from 'fflate';
import type { Properties } from '../../../local-aws/cloudformation/resource-provider';
import { Clock } from '../../../local-aws/kernel/clock';
import { LambdaPorts, LambdaService } from '../../../local-aws/lambda';

export const STACK = {
  id: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Mail/1', name: 'Mail', account: '123456789012', region: 'eu-west-1',
};
export const ROLE = 'arn:aws:iam::123456789012:role/Handler';

/** A Lambda service with nothing around it: what it logs and whom it gave credentials is kept. */
export class LambdaUnderTest {
  readonly clock = new Clock();
  readonly lines: { readonly logGroup: string; readonly line: string }[] = [];
  readonly sessions: string[] = [];
  readonly objects = new Map<string, Buffer>();
  readonly service: LambdaService;

  constructor(ports: Partial<LambdaPorts> = {}) {
    this.service = new LambdaService({
      clock: this.clock,
      endpoint: () => 'http://127.0.0.1:9',
      dns: () => '127.0.0.1:9',
      objects: (bucket, key) => this.objects.get(`${bucket}/${key}`)!,
      credentials: () => {
        const accessKeyId = `ASIA${this.sessions.length}`;
        this.sessions.push(accessKeyId);
        return { accessKeyId, secretAccessKey: 'secret', sessionToken: 'token' };
      },
      logs: (logGroup, line) => this.lines.push({ logGroup, line }),
      ...ports,
    });
  }

  /** Creates a Node 24 function with inline code; `more` goes over its properties. */
  async create(logicalId: string, code: string, more: Properties = {}): Promise<string> {
    const properties = { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: ROLE, Timeout: 60, Code: { ZipFile: code }, ...more };
    const { attributes } = await this.service.resources['AWS::Lambda::Function'].create({
      stack: STACK, logicalId, type: 'AWS::Lambda::Function', properties, tags: {},
    });
    return attributes.Arn as string;
  }

  /** Invokes and reads what the function answered. */
  async answer(arn: string, event: unknown = {}): Promise<{ error?: string; payload: Properties }> {
    const { functionError, payload } = await this.service.invoke(arn, event);
    return { error: functionError, payload: JSON.parse(payload) };
  }

  text(): string {
    return this.lines.map(({ line }) => line).join('\n');
  }
}

export function zip(files: Record<string, string>): Buffer {
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))));
}
