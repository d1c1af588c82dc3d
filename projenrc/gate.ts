import { awscdk, Component, javascript } from 'projen';

/** `.ci/run` asks for the packages of all languages, too: it has their toolchains. (The shell of projen has no `test -n`.) */
const HAS_TOOLCHAINS = 'node -e "process.exit(process.env.GATE_LANGUAGES ? 0 : 1)"';
const HAS_NO_TOOLCHAINS = 'node -e "process.exit(process.env.GATE_LANGUAGES ? 1 : 0)"';

/**
 * `npm test`: everything that has to hold, in one command. The tests come last, so that the output ends with their count.
 *
 * `npx projen test` is the part that a developer repeats: the bundles and the tests.
 */
export class Gate extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const quietly = { NODE_NO_WARNINGS: '1', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
    for (const [name, value] of Object.entries(quietly)) {
      project.tasks.addEnvironment(name, value);
    }

    project.jest!.addReporter(new javascript.JestReporter('<rootDir>/test/closing-line.cjs'));
    project.postCompileTask.spawn(project.tasks.tryFind('package:js')!); // the tests read the package
    project.testTask.reset();
    project.testTask.spawn(project.bundler.bundleTask); // the bundles are not committed, and the tests run them
    project.testTask.exec('jest --ci', { receiveArgs: true });
    const update = project.tasks.tryFind('test:update') ?? project.addTask('test:update');
    update.reset('jest --updateSnapshot', { receiveArgs: true });

    const library = project.addTask('gate:library', { description: 'The library, and what is made of it' });
    library.spawn(project.compileTask);
    library.spawn(project.tasks.tryFind('compat')!);
    library.spawn(project.postCompileTask);
    library.exec('node .ci/generated-files.mjs check');
    library.spawn(project.packageTask, { condition: HAS_NO_TOOLCHAINS });
    library.spawn(project.tasks.tryFind('languages:use')!, { condition: HAS_TOOLCHAINS });

    const gate = project.addTask('gate', { description: 'Build, check and test everything', env: { CI: 'true' } });
    gate.exec('node .ci/generated-files.mjs record');
    gate.spawn(project.defaultTask!);
    gate.spawn(project.tasks.tryFind('clean')!);
    gate.spawn(project.bundler.bundleTask);
    // They run at the same time, because each keeps one core busy. All of them finish, even if one fails. Their outputs are not mixed.
    const sideBySide = ['typecheck', 'typecheck:lambda', 'lint', library.name, 'test:newest-cdk'].map((name) => `"projen ${name}"`);
    gate.exec(`concurrently --group ${sideBySide.join(' ')}`);
    // End-to-end tests wait for the engine's time now and then: with two workers more than there are cores, no core is idle.
    gate.exec("jest --ci --maxWorkers=$(node -p 'os.availableParallelism() + 2')");
    project.setScript('test', 'npx --no-install projen gate');
  }
}
