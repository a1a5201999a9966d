// Mocha's own `spec` output, closed by the one line that machines read: "N passed, N failed, N skipped".
const { reporters, Runner } = require('mocha');

module.exports = class SummaryReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    runner.on(Runner.constants.EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    this.skipped = skipped;
  }

  done(failures, finish) {
    const { passes } = this.stats;
    for (const title of this.skipped) console.log(`skipped: ${title}`);
    console.log(`${passes} passed, ${failures} failed, ${this.skipped.length} skipped`);
    finish(passes + failures === 0 ? 1 : failures);
  }
};
