import { awscdk, Component } from 'projen';

/** The public API is compared with a frozen one, because there is no release yet to compare it with. */
export class PublicApi extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    project.tasks.tryFind('compat')!.reset('node .ci/public-api.mjs compare');
    project.addTask('freeze', { description: 'Freeze the public API as `compile` made it', exec: 'node .ci/public-api.mjs freeze' });
  }
}
