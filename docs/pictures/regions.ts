import { arrow, box, picture, text } from './svg';

/** One key in two Regions. */
export function regions(): string {
  return picture(900, 270, 'Several Regions: one makes the key and publishes it, the other signs with a replica of the secret', [
    text(16, 24, 'eu-west-1: DkimKey.generate({ replicaRegions }), rotation', 'strong'),
    box(16, 36, 200, 84, ['secret', 'key and selector', 'rotated every 90 days']),
    box(300, 36, 200, 84, ['SES identity', 'example.com', 'signs with the key']),
    arrow(216, 78, 300, 78),
    text(16, 172, 'us-east-1: Dkim.byoDkimReplica({ secret })', 'strong'),
    box(16, 184, 200, 64, ['replica of the secret', 'by Secrets Manager']),
    box(300, 184, 200, 64, ['SES identity', 'signs with the same key']),
    arrow(216, 216, 300, 216),
    arrow(116, 120, 116, 156),
    arrow(400, 120, 400, 156),
    text(412, 144, 'a rotation gives it the new key', 'faint'),
    box(640, 84, 244, 104, ['DNS of example.com', 'one TXT record for each key,', 'published by the first Region,', 'for both identities']),
    arrow(500, 78, 640, 116),
    arrow(500, 216, 640, 160),
  ]);
}
