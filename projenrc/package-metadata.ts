import { awscdk, Component } from 'projen';

/** What the registries of the other languages show, and what they ask for. */
export class PackageMetadata extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    project.package.file.addOverride('jsii.targets.python.classifiers', [
      'Framework :: AWS CDK',
      'Framework :: AWS CDK :: 2',
      'License :: OSI Approved :: Apache Software License',
    ]);
    project.tasks.tryFind('package:dotnet')!.env('DirectoryBuildPropsPath', '$(node -p "require(\'path\').resolve(\'projenrc/nuget.props\')")');
    project.postCompileTask.spawn(project.addTask('notices', {
      description: 'Write the licenses of the code that is bundled into the handler',
      exec: 'node .ci/third-party-notices.mjs',
    }));
  }
}
