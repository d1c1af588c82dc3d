import { join } from 'node:path';
import '../e2e/forged-labels.test';

/* The tests of that file in another world: quick.json says what is otherwise. */

beforeAll(() => { process.env.ENGINE_ASSUME = join(__dirname, 'quick.json'); });
afterAll(() => { delete process.env.ENGINE_ASSUME; });
