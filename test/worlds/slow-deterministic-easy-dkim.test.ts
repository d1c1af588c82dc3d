import { join } from 'node:path';
import '../e2e/deterministic-easy-dkim.test';

/* The tests of that file in another world: slow.json says what is otherwise. */

beforeAll(() => { process.env.ENGINE_ASSUME = join(__dirname, 'slow.json'); });
afterAll(() => { delete process.env.ENGINE_ASSUME; });
