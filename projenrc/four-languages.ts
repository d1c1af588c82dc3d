import { awscdk, Component } from 'projen';

/** Generates, without compiling, the bindings of the other four languages: proves that the API can be expressed in them. */
export class FourLanguages extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const task = project.addTask('package:code-only', {
      description: 'Generate the bindings of every language without compiling them',
    });
    for (const target of ['python', 'java', 'dotnet', 'go']) {
      task.execArgs(['jsii-pacmak', '--code-only', '--target', target, '--outdir', 'dist/code-only']);
    }
    // By default `build` compiles all languages, which needs Maven, .NET and Go.
    project.packageTask.reset();
    project.packageTask.spawn(task);
  }
}
