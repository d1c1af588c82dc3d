import type { Measurement } from './measurement';
import { capacity } from './synthesis/capacity';
import { synthesisTime } from './synthesis/synthesis-time';
import { templates } from './synthesis/templates';

/** In the order of the table. */
export const MEASUREMENTS: readonly Measurement[] = [templates, synthesisTime, capacity];
