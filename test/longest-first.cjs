const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * The tests that take longest begin first. Otherwise one of them may begin last, and then the other cores wait for it: on a new
 * machine Jest does not know how long a file takes.
 */
const LONGEST = [
  'lambda/reconciler/sweep/sweep', 'e2e/key-rotation-model', 'e2e/moves', 'e2e/unanswered', 'lambda/reconciler/model', 'e2e/cname-delegation',
  'e2e/key-rotation', 'e2e/follow-secret', 'e2e/slow-aws', 'e2e/killed-rotation', 'e2e/several-regions', 'e2e/existing-records',
].map((name) => `/test/${name}.test.ts`);

module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => [...LONGEST, ''].findIndex((end) => path.endsWith(end));
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
