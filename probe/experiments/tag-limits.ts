import { TagResourceCommand, type Tag } from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type Experiment, known, unknown } from '../experiment';

/** What may be in a value, beside letters, digits and blanks. */
export const TRIED_CHARACTERS = '_.:/=+-@"\',;*!#$%&()[]{}<>?\\^`|~é€';
const MOST_TAGS = 200;

export const tagLimits: Experiment = {
  id: 'tag-limits',
  question: 'Which characters does the value of a tag accept, and how many tags can an identity have?',
  settles: ['ses.refusedTagCharacters', 'ses.maxTags'],
  minutes: 3,
  run: async ({ clients, identities, patiently, newDomain, region }) => {
    const domain = newDomain();
    await identities.create(domain);
    const { Account, Arn } = await clients.sts.send(new GetCallerIdentityCommand({}));
    const ResourceArn = `arn:${Arn!.split(':')[1]}:ses:${region}:${Account}:identity/${domain}`;
    const isTaken = async (Tags: Tag[]) => {
      try {
        await patiently(() => clients.ses().send(new TagResourceCommand({ ResourceArn, Tags })));
        return true;
      } catch (error) {
        if ((error as Error).name === 'NotFoundException') {
          throw error;
        }
        return false;
      }
    };
    const refused: string[] = [];
    if (!await isTaken([{ Key: 'tag-0', Value: TRIED_CHARACTERS }])) {
      for (const character of TRIED_CHARACTERS) {
        if (!await isTaken([{ Key: 'tag-0', Value: `a${character}b` }])) {
          refused.push(character);
        }
      }
    }
    const tags = (from: number, count: number) => Array.from({ length: count }, (_, index) => ({ Key: `tag-${from + index}`, Value: 'a' }));
    let count = 0;
    for (const size of [10, 1]) {
      while (count < MOST_TAGS && await isTaken(tags(count, size))) {
        count += size;
      }
    }
    return [
      known('ses.refusedTagCharacters', refused.join('')),
      count >= MOST_TAGS ? unknown('ses.maxTags', `${MOST_TAGS} are not too many`) : known('ses.maxTags', count),
    ];
  },
};
