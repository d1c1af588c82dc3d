import { ChangeResourceRecordSetsCommand, type ResourceRecordSet, GetChangeCommand } from '@aws-sdk/client-route-53';
import type { Laboratory } from './laboratory';

const TTL = 60;
/** How often the state of a change is asked for. */
export const LOOK_MS = 2_000;
const LONGEST_MS = 600_000;

/** Records in the zone of the domain. */
export class Records {
  constructor(private readonly laboratory: Laboratory) {}

  /** Publishes a record, and answers with the id of the change. */
  async submit(name: string, type: 'TXT' | 'CNAME', value: string): Promise<string> {
    const set = { Name: name, Type: type, TTL, ResourceRecords: [{ Value: type === 'TXT' ? quoted(value) : value }] };
    const id = await this.change('UPSERT', set);
    this.laboratory.willRemove(`the record ${type} ${name}`, () => this.change('DELETE', set).catch((error: Error) => {
      if (!/not found/.test(error.message)) { // an experiment has removed it
        throw error;
      }
    }));
    return id;
  }

  /** Publishes a record, and waits until all name servers have it. */
  async publish(name: string, type: 'TXT' | 'CNAME', value: string): Promise<void> {
    const id = await this.submit(name, type, value);
    if (await this.delayUntilInsync(id) === undefined) {
      throw new Error(`the change ${id} is not INSYNC after ten minutes`);
    }
  }

  delayUntilInsync(id: string): Promise<number | undefined> {
    const isInsync = async () => (await this.laboratory.clients.route53.send(new GetChangeCommand({ Id: id }))).ChangeInfo!.Status === 'INSYNC';
    return this.laboratory.delayUntil(isInsync, LOOK_MS, LONGEST_MS);
  }

  async remove(name: string, type: 'TXT' | 'CNAME', value: string): Promise<void> {
    await this.change('DELETE', { Name: name, Type: type, TTL, ResourceRecords: [{ Value: type === 'TXT' ? quoted(value) : value }] });
  }

  private async change(action: 'UPSERT' | 'DELETE', set: ResourceRecordSet): Promise<string> {
    const { clients: { route53 }, zoneId } = this.laboratory;
    const batch = { Changes: [{ Action: action, ResourceRecordSet: set }] };
    const { ChangeInfo } = await this.laboratory.patiently(
      () => route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: batch })), ['PriorRequestNotComplete', 'Throttling', 'ThrottlingException'],
    );
    return ChangeInfo!.Id!;
  }
}

/** A text in strings of at most 255 characters. */
function quoted(text: string): string {
  return (text.match(/.{1,255}/g) ?? ['']).map((part) => `"${part}"`).join(' ');
}
