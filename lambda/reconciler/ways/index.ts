import { ByoDkimWay } from './byodkim';
import { ByoDkimReplicaWay } from './byodkim-replica';
import { DeterministicEasyDkimWay } from './deterministic-easy-dkim';
import { EasyDkimWay } from './easy-dkim';
import type { Way } from './way';
import type { Signing } from '../../../src/contract/signing';

export { ByoDkimWay } from './byodkim';
export { replicaOrigin } from './deterministic-easy-dkim';
export type { Way } from './way';

type Ways = { readonly [Mode in Signing['mode']]: (signing: Signing & { readonly mode: Mode }) => Way };

const WAYS: Ways = {
  EASY_DKIM: (signing) => new EasyDkimWay(signing),
  BYODKIM: (signing) => new ByoDkimWay(signing),
  BYODKIM_REPLICA: (signing) => new ByoDkimReplicaWay(signing),
  DETERMINISTIC_EASY_DKIM: (signing) => new DeterministicEasyDkimWay(signing),
};

/** The one place that knows which ways of signing there are. */
export function wayOf(signing: Signing): Way {
  return (WAYS[signing.mode] as (signing: Signing) => Way)(signing);
}
