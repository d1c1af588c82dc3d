import { ChangeResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { type Experiment, known, unknown } from '../experiment';

const LOOK_MS = 1_000;
const LONGEST_MS = 120_000;

export const secondChange: Experiment = {
  id: 'second-change',
  question: 'How long does a zone refuse a second change?',
  settles: ['route53.processingMs'],
  minutes: 1,
  run: async ({ clients, clock, delayUntil, records, newDomain, zoneId }) => {
    const [first, second] = [newDomain(), newDomain()];
    await records.submit(second, 'TXT', 'probe');
    await clock.sleep(LONGEST_MS);
    await records.submit(first, 'TXT', 'probe');
    const set = { Name: second, Type: 'TXT' as const, TTL: 60, ResourceRecords: [{ Value: '"probe"' }] };
    const delay = await delayUntil(async () => {
      try {
        await clients.route53.send(new ChangeResourceRecordSetsCommand({
          HostedZoneId: zoneId, ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet: set }] },
        }));
        return true;
      } catch (error) {
        if ((error as Error).name === 'PriorRequestNotComplete') {
          return false;
        }
        throw error;
      }
    }, LOOK_MS, LONGEST_MS);
    return [delay === undefined ? unknown('route53.processingMs', 'it is refused for two minutes') : known('route53.processingMs', delay)];
  },
};
