import type { DomainHealth } from '../../../lambda/reporting/domain-health';
import { domainLine, type Line, stackErrorsLine, stackLine, write } from '../../../lambda/reporting/metrics';
import { DOMAIN_METRICS, type DomainMetric } from '../../../src/contract/metrics';

const DAY = 24 * 3_600_000;
const NOW = Date.UTC(2026, 10, 28);
const HEALTH: DomainHealth = {
  domainName: 'example.com',
  logicalId: 'Identity',
  mode: 'BYODKIM',
  status: 'SUCCESS',
  isVerified: true,
  selectors: ['mail2026'],
  recordServed: true,
  mailFromVerified: false,
  dmarcServed: true,
  keySince: NOW - 1.5 * DAY,
  nextRetirement: NOW + DAY,
  did: [],
};

const look = (...asked: DomainMetric[]) => ({ stackName: 'Mail', now: NOW, asked: (id: string) => new Set(id === 'Identity' ? asked : []) });
const ALL = Object.keys(DOMAIN_METRICS) as DomainMetric[];

/** What is written to the log. */
function written(line: Line): Record<string, any> {
  const print = jest.spyOn(console, 'log').mockReturnValue();
  write(line);
  const [[text]] = print.mock.calls;
  print.mockRestore();
  return JSON.parse(text);
}

test('a domain has one line with everything about it', () => {
  expect(written(domainLine({ ...HEALTH, did: ['publish records'] }, look()))).toEqual({
    level: 'INFO',
    message: 'looked after a domain',
    domainName: 'example.com',
    mode: 'BYODKIM',
    status: 'SUCCESS',
    selectors: ['mail2026'],
    recordServed: true,
    mailFromVerified: false,
    dmarcServed: true,
    keyAgeDays: 1,
    nextRetirement: '2026-11-29T00:00:00.000Z',
    did: ['publish records'],
  });
});

test('the metrics that somebody asks for are in it, with their units and the domain as dimension', () => {
  expect(written(domainLine(HEALTH, look(...ALL)))).toMatchObject({
    Domain: 'example.com',
    DkimVerified: 1,
    DkimRecordServed: 1,
    MailFromVerified: 0,
    DmarcServed: 1,
    KeyAge: 1.5,
    ReconcileErrors: 0,
    _aws: {
      Timestamp: NOW,
      CloudWatchMetrics: [{
        Namespace: 'cdk-ses-dkim', Dimensions: [['Domain']], Metrics: ALL.map((Name) => ({ Name, Unit: Name === 'ReconcileErrors' ? 'Count' : 'None' })),
      }],
    },
  });
  const one = written(domainLine(HEALTH, look('KeyAge')));
  expect(one._aws.CloudWatchMetrics[0].Metrics).toEqual([{ Name: 'KeyAge', Unit: 'None' }]);
  expect(one).not.toHaveProperty('DkimVerified');
});

test('what a look did not tell has no value', () => {
  const line = written(domainLine({ domainName: 'example.com', logicalId: 'Identity', error: 'access denied' }, look(...ALL)));
  expect(line).toMatchObject({ level: 'ERROR', message: 'failed to look after a domain', error: 'access denied', ReconcileErrors: 1 });
  expect(line._aws.CloudWatchMetrics[0].Metrics).toEqual([{ Name: 'ReconcileErrors', Unit: 'Count' }]);
});

test('a domain that does not ask has no metrics', () => {
  expect(written(domainLine({ ...HEALTH, logicalId: 'Other' }, look(...ALL)))).not.toHaveProperty('_aws');
  expect(written(domainLine({ ...HEALTH, logicalId: undefined }, look(...ALL)))).not.toHaveProperty('_aws');
});

test('the sums of a stack have its name as dimension', () => {
  const line = written(stackLine([
    HEALTH, { ...HEALTH, isVerified: undefined }, { ...HEALTH, isVerified: false, recordServed: false, error: 'gave up' }, { domainName: 'd', error: 'no time' },
  ], look()));
  expect(line).toMatchObject({ StackName: 'Mail', Identities: 4, VerifiedIdentities: 1, UnverifiedIdentities: 3, RecordsNotServed: 1, ReconcileErrors: 2 });
  expect(line._aws.CloudWatchMetrics).toEqual([{
    Namespace: 'cdk-ses-dkim',
    Dimensions: [['StackName']],
    Metrics: ['Identities', 'VerifiedIdentities', 'UnverifiedIdentities', 'RecordsNotServed', 'ReconcileErrors'].map((Name) => ({ Name, Unit: 'Count' })),
  }]);
});

test('a look at a part of the stack counts errors only', () => {
  expect(written(stackErrorsLine([{ error: 'no' }, {}], look()))).toMatchObject({ StackName: 'Mail', ReconcileErrors: 1 });
  expect(written(stackErrorsLine([{}], look()))).not.toHaveProperty('Identities');
});
