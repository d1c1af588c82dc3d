import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { addDomains, type Scenario } from './scenarios';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const STACK_NAME = 'Mail';

export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, any>> }>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** A template as the CDK writes it, and what making it took. */
export interface Synthesis {
  readonly text: string;
  readonly template: Template;
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
}

/** From the empty app to the files of its assembly. Modules that are loaded on the way count. */
export function synthesize(scenario: Scenario, count: number, context: Readonly<Record<string, unknown>> = {}): Synthesis {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const [beganAt, cpu] = [performance.now(), process.cpuUsage()];
    const app = new App({ outdir, analyticsReporting: false, context });
    addDomains(new Stack(app, STACK_NAME, { env: ENV }), scenario, count);
    app.synth();
    const milliseconds = performance.now() - beganAt;
    const { user, system } = process.cpuUsage(cpu);
    const text = readFileSync(join(outdir, `${STACK_NAME}.template.json`), 'utf8');
    return { text, template: JSON.parse(text), milliseconds, cpuMilliseconds: (user + system) / 1000 };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
