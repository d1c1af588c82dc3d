/** Ends the output with the count that a machine can read, after jest's own summary. */
module.exports = class ClosingLine {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests }) {
    const skipped = numPendingTests + numTodoTests;
    // A file that cannot even be loaded has no tests to count, and is a failure.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    // Jest prints its own summary after this call, so wait until the process ends.
    process.on('exit', () => console.log(`${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`));
  }
};
