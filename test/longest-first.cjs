const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * The tests that take longest begin first. Otherwise one of them may begin last, and then the other cores wait for it: on a new
 * machine Jest does not know how long a file takes.
 */
const LONGEST = [
  'lambda/reconciler/sweep/sweep', 'e2e/sweep/sweep', 'e2e/moves', 'lambda/reconciler/model', 'e2e/key-rotation-model', 'e2e/unanswered',
  'e2e/key-rotation', 'e2e/cname-delegation', 'e2e/several-regions', 'e2e/follow-secret', 'e2e/existing-identity', 'e2e/lifecycle',
].map((name) => `/test/${name}.test.ts`);

module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => [...LONGEST, ''].findIndex((end) => path.endsWith(end));
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
