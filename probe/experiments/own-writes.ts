import {
  CreateEmailIdentityCommand, GetEmailIdentityCommand, PutEmailIdentityFeedbackAttributesCommand, TagResourceCommand,
} from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { SES_PAUSE_MS } from '../clients';
import { type Experiment, known, unknown, type Verdict } from '../experiment';
import type { Laboratory } from '../laboratory';

const LONGEST_MS = 120_000;

/** Calls are made at once, and again after a little more than a second: SES may refuse the first one as too early. */
export const ownWrites: Experiment = {
  id: 'own-writes',
  question: 'Do reads and writes see the writes before them, and after how long?',
  settles: ['ses.readLagMs', 'ses.existenceLagMs'],
  minutes: 3,
  run: async (laboratory) => {
    const hasty = laboratory.clients.hastySes();
    const { Account, Arn } = await laboratory.clients.sts.send(new GetCallerIdentityCommand({}));
    const partition = Arn!.split(':')[1];
    const create = async () => {
      const domain = laboratory.newDomain();
      laboratory.willRemove(`the identity ${domain}`, () => laboratory.identities.delete(domain));
      await laboratory.clients.ses().send(new CreateEmailIdentityCommand({ EmailIdentity: domain }));
      return domain;
    };

    const read = await create();
    const untilFound = await delay(laboratory, async () => (await hasty.send(new GetEmailIdentityCommand({ EmailIdentity: read }))) !== undefined);
    await laboratory.clock.sleep(LONGEST_MS);
    await laboratory.clients.ses().send(new PutEmailIdentityFeedbackAttributesCommand({ EmailIdentity: read, EmailForwardingEnabled: false }));
    const untilChanged = await delay(laboratory, async () => (
      (await hasty.send(new GetEmailIdentityCommand({ EmailIdentity: read }))).FeedbackForwardingStatus === false
    ));

    const written = await create();
    const ResourceArn = `arn:${partition}:ses:${laboratory.region}:${Account}:identity/${written}`;
    const untilWritable = await delay(laboratory, async () => {
      await hasty.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'probe', Value: 'probe' }] }));
      return true;
    });
    return [verdict('ses.readLagMs', untilFound, untilChanged), verdict('ses.existenceLagMs', untilWritable)];
  },
};

function verdict(assumption: string, ...delays: ReadonlyArray<number | undefined>): Verdict {
  return delays.includes(undefined) ? unknown(assumption, 'it is not seen after two minutes') : known(assumption, Math.max(...delays as number[]));
}

function delay(laboratory: Laboratory, isSeen: () => Promise<boolean>): Promise<number | undefined> {
  return laboratory.delayUntil(async () => {
    try {
      return await isSeen();
    } catch (error) {
      if ((error as Error).name === 'TooManyRequestsException') {
        return 'too early to ask';
      }
      if ((error as Error).name === 'NotFoundException') {
        return false;
      }
      throw error;
    }
  }, SES_PAUSE_MS, LONGEST_MS);
}
