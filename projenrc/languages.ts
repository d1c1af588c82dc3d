import { awscdk, Component } from 'projen';

/** `npm run languages`: the package of each language, as its users install it. Needs the languages' toolchains; `npm test` does not. */
export class Languages extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const languages = project.addTask('languages', {
      description: 'Build the package of each language, install it outside the repository, and run the programs of examples/ with it',
    });
    languages.spawn(project.tasks.tryFind('clean')!);
    languages.spawn(project.bundler.bundleTask);
    languages.spawn(project.compileTask);
    languages.spawn(project.tasks.tryFind('rosetta')!);
    languages.spawn(project.addTask('languages:use', {
      description: 'The last step of `languages`, for a library that is compiled, with examples that are translated',
      exec: 'tsx languages/index.ts',
    }));
  }
}
