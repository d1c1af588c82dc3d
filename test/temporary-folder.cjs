/** Everything that the tests leave in the temporary folder (every `new App()` does) goes into one, and goes with it. */
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

module.exports = () => {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'cdk-ses-dkim-test-'));
};
