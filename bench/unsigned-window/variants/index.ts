import { withAlsoPublish, withoutAlsoPublish } from './domain-identity';
import { emailIdentity, emailIdentityWithRecords } from './email-identity';
import { rotation } from './rotation';
import type { Variant } from '../variant';

/** In the order of the table and of the picture. */
export const VARIANTS: readonly Variant[] = [rotation, withAlsoPublish, withoutAlsoPublish, emailIdentity, emailIdentityWithRecords];
