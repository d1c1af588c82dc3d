import { awscdk, Component } from 'projen';

/** `npm test`, the one gate. */
export class Gate extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
  }
}
