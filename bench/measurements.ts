import { fleet } from './fleet';
import { identityCalls } from './identity-calls';
import type { Measurement } from './measurement';
import { moves } from './moves';
import { handler } from './package/handler';
import { npmPackage } from './package/npm-package';
import { sweep } from './sweep';
import { capacity } from './synthesis/capacity';
import { synthesisTime } from './synthesis/synthesis-time';
import { templates } from './synthesis/templates';

/** In the order of the table. */
export const MEASUREMENTS: readonly Measurement[] = [templates, synthesisTime, capacity, identityCalls, fleet, moves, sweep, handler, npmPackage];
