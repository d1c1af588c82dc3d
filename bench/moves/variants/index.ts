import { DEPLOYMENTS, FOLLOWING, ROTATION } from './domain-identity';
import { BY_HAND, OWN_RECORDS } from './email-identity';
import type { Variant } from '../variant';

/** In the order of the table and of the picture. */
export const VARIANTS: readonly Variant[] = [...DEPLOYMENTS, ROTATION, FOLLOWING, ...OWN_RECORDS, BY_HAND];
