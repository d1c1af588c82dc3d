import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { page } from './page';

/* `npx projen assumptions` */
writeFileSync(join(__dirname, '..', 'assumptions.md'), page());
