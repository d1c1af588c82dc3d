import { withAlsoPublish, withoutAlsoPublish } from './domain-identity';
import { emailIdentity, emailIdentityWithRecords } from './email-identity';
import type { Variant } from '../variant';

/** In the order of the table and of the picture. */
export const VARIANTS: readonly Variant[] = [withAlsoPublish, withoutAlsoPublish, emailIdentity, emailIdentityWithRecords];
