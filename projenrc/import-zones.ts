import { awscdk, Component } from 'projen';

/**
 * The import arrows of ARCHITECTURE.md as lint zones: `lambda → src/contract ← src`, and `local-aws` on its own.
 */
export class ImportZones extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    project.eslint?.addRules({
      'import/no-restricted-paths': ['error', {
        zones: [
          { target: './src', from: ['./lambda', './local-aws', './test', './examples', './demo', './bench', './languages'] },
          { target: './src/contract', from: './src', except: ['./contract'] },
          { target: './lambda', from: './src', except: ['./contract'] },
          { target: './lambda', from: ['./local-aws', './test', './examples', './demo', './bench', './languages'] },
          { target: './local-aws', from: ['./src', './lambda', './test', './examples', './demo', './bench', './languages'], message: 'the engine is an independent judge' },
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
