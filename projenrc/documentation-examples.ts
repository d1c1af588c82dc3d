import { awscdk, Component } from 'projen';

/**
 * Every snippet of the README and of the API docs has to compile, and to be translated for the other languages. `test/docs` compiles and
 * synthesizes those of the guides, and checks their links, words, pictures and translations. `npm run languages` compiles the translations.
 */
export class DocumentationExamples extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    project.package.file.addOverride('jsii.metadata.jsii.rosetta.strict', true);
    project.addTask('pictures', { description: 'Draw the pictures of docs/', exec: 'tsx docs/pictures/index.ts' });
    project.addTask('assumptions', { description: 'Write docs/assumptions.md from the code', exec: 'tsx docs/assumptions/index.ts' });
    project.addTask('translate', {
      description: 'Write the programs of the guides in the other languages, after `compile`',
      exec: 'tsx docs/translations/index.ts',
    });
    project.gitignore.exclude('.jsii.tabl.json');
    project.addPackageIgnore('.jsii.tabl.json');
    project.postCompileTask.spawn(project.addTask('rosetta', {
      description: 'Compile every documentation example',
      steps: [
        { exec: 'rm -f .jsii.tabl.json' }, // its cache would hide a snippet that broke because the API moved
        { execArgs: ['jsii-rosetta', 'extract', '--strict', '--compile', '--fail'] } as never,
      ],
    }));
  }
}
