import { arrow, bar, box, picture, text } from './svg';

/** Two CNAMEs, and the keys that alternate behind them. */
export function cnameDelegation(): string {
  return picture(900, 236, 'CNAME delegation: two names in the domain\'s DNS point to a zone of yours, in which keys alternate', [
    box(16, 16, 300, 160, ['DNS of example.com, anywhere', 'written once, by its owner']),
    text(28, 104, 'ses1._domainkey   CNAME'),
    text(28, 148, 'ses2._domainkey   CNAME'),
    arrow(316, 100, 400, 100),
    arrow(316, 144, 400, 144),
    box(400, 16, 484, 160, ['hosted zone dkim.example.net in Route 53', 'written by the library, at each rotation']),
    text(412, 104, 'ses1'),
    bar(452, 89, 132, 'old', 'key 1'),
    bar(588, 89, 72, 'revoked', 'revoked'),
    bar(748, 89, 124, 'new', 'key 3'),
    text(412, 148, 'ses2'),
    bar(536, 133, 176, 'new', 'key 2'),
    bar(716, 133, 72, 'revoked', 'revoked'),
    text(16, 204, 'SES signs with one selector, and the next key takes the other. A selector is free again when the record of its previous key is removed.', 'faint'),
    text(16, 224, 'The zone has the names ses1._domainkey.example.com.dkim.example.net and ses2._domainkey.example.com.dkim.example.net.', 'faint'),
  ]);
}
