import { type Experiment, known, unknown } from '../experiment';

const SHORTEST_MS = 6_000;

export const recordSet: Experiment = {
  id: 'record-set',
  question: 'Does `AWS::Route53::RecordSet` wait until its change is INSYNC?',
  settles: ['cloudFormation.recordSetWaits'],
  minutes: 5,
  run: async ({ records, stacks, newDomain, zoneId }) => {
    const insync = await records.delayUntilInsync(await records.submit(newDomain(), 'TXT', 'probe'));
    const Properties = { HostedZoneId: zoneId, Name: newDomain(), Type: 'TXT', TTL: '60', ResourceRecords: ['"probe"'] };
    const stack = await stacks.create({ Record: { Type: 'AWS::Route53::RecordSet', Properties } });
    const times = (await stacks.events(stack)).filter(({ LogicalResourceId }) => LogicalResourceId === 'Record').map(({ Timestamp }) => Timestamp!.getTime());
    const took = Math.max(...times) - Math.min(...times);
    return [
      insync === undefined || insync < SHORTEST_MS
        ? unknown('cloudFormation.recordSetWaits', `a change is INSYNC after ${insync ?? 'more than 600000'} ms, which is no time to compare with`)
        : known('cloudFormation.recordSetWaits', took >= insync / 2),
    ];
  },
};
