import { awscdk, Component } from 'projen';

/** Each folder of the handler, and what it may import: imports go down, never up. */
const LAMBDA_LAYERS = [
  ['triggers', 'reconciler', 'identity', 'reporting', 'ports.ts'],
  ['reconciler', 'identity', 'records', 'reporting', 'ports.ts'],
  ['identity', 'ports.ts'],
  ['records', 'ports.ts'],
  ['keys', 'reporting', 'ports.ts'],
  ['aws', 'keys', 'records', 'dns', 'reporting', 'ports.ts'],
  ['dns', 'ports.ts'],
  ['reporting'],
] as const;

/** The rooms of the construct side: what users see imports them, and not the other way round. */
const SRC_ROOMS = [
  ['monitoring', 'handler', 'private', 'contract'],
  ['handler', 'permissions', 'private', 'contract'],
  ['permissions', 'private', 'contract'],
  ['private', 'contract'],
] as const;

/**
 * The import arrows of ARCHITECTURE.md as lint zones: `lambda → src/contract ← src`, and `local-aws` on its own.
 */
export class ImportZones extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    project.eslint?.addRules({
      'import/no-restricted-paths': ['error', {
        zones: [
          { target: './src', from: ['./lambda', './local-aws', './test', './examples', './demo', './bench', './languages', './try', './acceptance', './probe'] },
          { target: './src/contract', from: './src', except: ['./contract'] },
          { target: './lambda', from: './src', except: ['./contract'] },
          { target: './lambda', from: ['./local-aws', './test', './examples', './demo', './bench', './languages', './try', './acceptance', './probe'] },
          { target: './probe', from: ['./src', './lambda', './local-aws', './test', './examples', './demo', './bench', './languages', './try', './acceptance'] },
          // It judges from outside: it has of the library what users have, and of the engine nothing.
          { target: './acceptance', from: ['./lambda', './local-aws', './test', './examples', './demo', './bench', './languages', './try', './probe'] },
          { target: './acceptance', from: './src', except: ['./index.ts'] },
          ...LAMBDA_LAYERS.map(([layer, ...below]) => ({
            target: `./lambda/${layer}`, from: './lambda', except: [layer, ...below].map((name) => `./${name}`),
          })),
          ...SRC_ROOMS.map(([room, ...below]) => ({ target: `./src/${room}`, from: './src', except: [room, ...below].map((name) => `./${name}`) })),
          { target: './local-aws', from: ['./src', './lambda', './test', './examples', './demo', './bench', './languages', './try', './acceptance', './probe'], message: 'the engine is an independent judge' },
        ],
      }],
      'import/no-unresolved': ['error', { ignore: ['^cdk-ses-dkim$'] }], // examples import the library by its name
      'no-bitwise': 'off', // DER, DNS and zip are made of bits
      '@stylistic/max-len': ['error', { code: 150, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
    });
    const restrict = (files: string[], patterns: Array<{ group: string[]; message: string }>) => project.eslint?.addOverride({
      files,
      rules: { 'no-restricted-imports': ['error', { patterns }] },
    });
    restrict(['src/contract/**'], [{
      group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', '@aws-sdk/*', 'node:*'],
      message: 'the contract imports nothing: both sides import it',
    }]);
    restrict(['lambda/**'], [{ group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'], message: 'the handler runs without the CDK' }]);
    restrict(['local-aws/**'], [{
      group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'cdk-ses-dkim'],
      message: 'the engine is an independent judge',
    }]);
  }
}
