import { decodeDomainIdentity } from '../../../src/contract/domain-identity';
import type { WireProperties } from '../../../src/contract/wire';
import { properties } from '../../lambda/triggers/occasion';
import type { Mistakes } from '../mistakes';

const decode = (change: WireProperties) => decodeDomainIdentity({ ...properties(), ...change });

/** What a template says that no construct of this version writes: by an escape hatch, or of another version. */
export const wire: Mistakes<void> = {
  'a property that is unknown': () => decode({ Color: 'red' }),
  'a way of signing that is unknown': () => decode({ Signing: { Mode: 'DANE' } }),
  'no domain': () => decode({ DomainName: undefined }),
  'a wait that is no number': () => decode({ WaitSeconds: 'soon' }),
  'a switch that is neither true nor false': () => decode({ SigningEnabled: 'off' }),
  'a list where a text is wanted': () => decode({ DomainName: ['example.com'] }),
  'a text where a map is wanted': () => decode({ Dns: 'MANUAL' }),
};
