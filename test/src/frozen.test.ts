import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CfnElement } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Mail } from './fixture';
import { differences, type Frozen } from './frozen/differences';
import { MODES } from './frozen/modes';
import { Dkim, DkimKey } from '../../src';

/*
 * The template of each mode, but for the hash of the handler's code. Logical ids, types and properties are what users have live. If a
 * change is intended, `UPDATE_FROZEN=1 npx jest test/src/frozen` writes the files, and CHANGELOG.md has to say what it does to a live stack.
 */
const FOLDER = join(__dirname, 'frozen');
const fileOf = (mode: string) => join(FOLDER, `${mode}.json`);

function templateOf(mode: string): Frozen {
  const mail = new Mail();
  MODES[mode](mail);
  const { Resources, Outputs = {} } = mail.template().toJSON();
  return JSON.parse(JSON.stringify({ Resources, Outputs }).replace(/\b[0-9a-f]{64}\.zip\b/g, '<asset>.zip'));
}

/** What every stack has is in the file of Easy DKIM only. */
function ownPart(mode: string): Frozen {
  const { Resources, Outputs } = templateOf(mode);
  const shared = mode === 'easy-dkim' ? {} : templateOf('easy-dkim').Resources;
  const isShared = ([id, resource]: [string, unknown]) => id in shared && JSON.stringify(resource) === JSON.stringify(shared[id]);
  return { Resources: Object.fromEntries(Object.entries(Resources).filter((entry) => !isShared(entry))), Outputs };
}

test.each(Object.keys(MODES))('an upgrade changes nothing but the code in a stack with %s', (mode) => {
  const now = ownPart(mode);
  if (process.env.UPDATE_FROZEN) {
    writeFileSync(fileOf(mode), `${JSON.stringify(now, undefined, 1)}\n`);
  }
  expect(differences(JSON.parse(readFileSync(fileOf(mode), 'utf8')), now)).toEqual([]);
});

/** The logical ids of an identity with a rotated key, as a stack makes them by itself. */
function logicalIds(id: string): string[] {
  const mail = new Mail();
  const identity = rotated(mail, id);
  return [['Resource'], ['Key', 'Resource'], ['Rotation']].map((path) => (
    mail.stack.resolve((path.reduce<IConstruct>((scope, child) => scope.node.findChild(child), identity) as CfnElement).logicalId)
  ));
}

const rotated = (mail: Mail, id: string) => mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }) }, id);

test('under another construct id a template stays as it is, if the logical ids are kept', () => {
  const [before, after] = [new Mail(), new Mail()];
  rotated(before, 'Identity');
  rotated(after, 'Renamed');
  const ids = logicalIds('Identity');
  logicalIds('Renamed').forEach((id, index) => after.stack.renameLogicalId(id, ids[index]));
  expect(after.template().toJSON()).toEqual(before.template().toJSON());
});

test('there is no file of a mode that is gone', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json')).map((name) => name.replace('.json', ''));
  expect(files.sort()).toEqual(Object.keys(MODES).sort());
});

test('each kind of change is found, with what it does', () => {
  const resource = (Type: string, Properties: object = {}) => ({ Type, Properties });
  const template = (Resources: Frozen['Resources'], Outputs = {}): Frozen => ({ Resources, Outputs });
  const frozen = template({ A: resource('Custom::SesDomainIdentity', { Signing: { Mode: 'EASY_DKIM' } }) }, { Records: { Value: 'a' } });
  expect(differences(frozen, frozen)).toEqual([]);
  expect(differences(frozen, template({ B: frozen.Resources.A }, frozen.Outputs))).toEqual([
    expect.stringMatching(/^A \(Custom::SesDomainIdentity\) is gone: an upgrade deletes it/), expect.stringMatching(/^B .* is new/),
  ]);
  expect(differences(frozen, template({ A: resource('Custom::Other', frozen.Resources.A.Properties) }, frozen.Outputs))).toEqual([
    expect.stringMatching(/^A is of the type Custom::Other, and was Custom::SesDomainIdentity: CloudFormation refuses/),
  ]);
  expect(differences(frozen, template({ A: resource('Custom::SesDomainIdentity', { Signing: { Mode: 'BYODKIM' } }) }, {}))).toEqual([
    expect.stringMatching(/^A .* has another Properties\.Signing\.Mode: an upgrade updates it/), expect.stringMatching(/^the output Records is not as it was/),
  ]);
});
