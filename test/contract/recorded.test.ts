import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWants } from '../../lambda/identity/ownership';
import { parseMemory } from '../../lambda/reconciler/memory';
import { ENTRY_STATES } from '../../lambda/reconciler/model';
import { decodeDomainIdentity, type DomainIdentityRequest } from '../../src/contract/domain-identity';
import { encodeStatusEvent, EVENT_SOURCE, STATUS_CHANGES, STATUS_EVENT_TYPE, type StatusEvent } from '../../src/contract/status-events';
import type { WireProperties } from '../../src/contract/wire';

/*
 * What versions of the library have written: into templates, into tags, and into zones. It stays there, and every later version has to
 * read it. Rules of users read the events: every later version sends what is recorded, and may only add fields. Nobody changes these files.
 * A version that writes something else adds a file.
 */

interface Written {
  readonly name: string;
  readonly properties: WireProperties;
  readonly tags: Readonly<Record<string, string>>;
  /** What it meant. */
  readonly request: DomainIdentityRequest;
}

const FOLDER = join(__dirname, 'recorded');
const recorded = <T>(name: RegExp): T[] => readdirSync(FOLDER).filter((file) => name.test(file)).flatMap((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
const identities = recorded<Written>(/^\d/);
const events = recorded<{ event: StatusEvent; detail: object }>(/^events-/);
const memories = recorded<{ text: string; memory: object }>(/^memory-/);

test.each(identities)('$name is read from a template as it was meant', ({ properties, request }) => {
  expect(decodeDomainIdentity({ ...properties, ServiceToken: 'arn:aws:lambda:…' })).toMatchObject(request);
});

test.each(identities)('$name is read from tags as it was meant', ({ tags, request: { existingIdentity, waitSeconds, tags: _, ...settings } }) => {
  expect(readWants(tags)!.settings).toMatchObject(settings);
});

test('a zone that the domain left is read from tags', () => {
  expect(identities.flatMap(({ tags }) => readWants(tags)!.former)).toEqual([{ kind: 'HOSTED_ZONE', hostedZoneId: 'Z9876543210ABCDEFGHIJ', zoneName: 'example.com' }]);
});

test.each(memories)('a memory is read as it was meant: $text', ({ text, memory }) => expect(parseMemory(text)).toMatchObject(memory));

test.each(events)('an event says what rules read: $event.change', ({ event, detail }) => {
  expect(JSON.parse(encodeStatusEvent(event))).toMatchObject(detail);
  expect([EVENT_SOURCE, STATUS_EVENT_TYPE]).toEqual(['cdk-ses-dkim', 'SES DKIM Status Change']);
});

test('everything that can be written is recorded', () => {
  expect(new Set(events.map(({ event: { change } }) => change))).toEqual(new Set(STATUS_CHANGES));
  const all = identities.map(({ request }) => request);
  const keys = all.flatMap(({ signing }) => signing.mode === 'BYODKIM' ? [signing.key.kind] : []);
  const states = memories.flatMap(({ text }) => parseMemory(text)!.entries.map(({ state }) => state));
  expect(new Set(all.map(({ signing }) => signing.mode))).toEqual(new Set(['EASY_DKIM', 'BYODKIM', 'BYODKIM_REPLICA', 'DETERMINISTIC_EASY_DKIM']));
  expect(new Set(keys)).toEqual(new Set(['STORED', 'FOLLOWED', 'GENERATED']));
  expect(new Set(all.map(({ place }) => place.kind))).toEqual(new Set(['MANUAL', 'HOSTED_ZONE', 'CNAME_DELEGATED']));
  expect(new Set(states)).toEqual(new Set(ENTRY_STATES));
});
