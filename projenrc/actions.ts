import { awscdk } from 'projen';

/**
 * The commits of the actions that projen names by a tag. It pins the others itself. A tag can be moved, and a commit cannot. Each commit is
 * the one that the tag had in the action's own repository in November 2026.
 */
const PINS: Readonly<Record<string, string>> = {
  'actions/setup-dotnet': 'a98b56852c35b8e3190ac28c8c2271da59106c68', // v6.0.0
  'actions/setup-go': 'b7ad1dad31e06c5925ef5d2fc7ad053ef454303e', // v7.0.0
  'actions/setup-java': 'b6effb05e454b25005698d916606bdc6ffcbf961', // v5.7.0
  'actions/setup-node': '820762786026740c76f36085b0efc47a31fe5020', // v7.0.0
  'actions/setup-python': '5fda3b95a4ea91299a34e894583c3862153e4b97', // v7.0.0
  'peter-evans/create-pull-request': '5f6978faf089d4d20b00c7766989d076bb2fc7f1', // v8.1.1
};

export function pinActions(project: awscdk.AwsCdkConstructLibrary): void {
  Object.entries(PINS).forEach(([action, commit]) => project.github!.actions.set(action, `${action}@${commit}`));
}
