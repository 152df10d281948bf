import { writeFileSync } from 'node:fs';
import mocha from 'mocha';

/** What the runner reads when the tests are over. */
export interface TestSummary {
  passed: number;
  /** Titles of the tests and hooks that failed. */
  failed: string[];
  /** Titles of the tests that did not run. */
  skipped: string[];
}

const { Base } = mocha.reporters;
const { constants } = mocha.Runner;

/** The runner calls it a failure a few seconds later. */
const TELL_OPEN_AFTER_MS = 10_000;

/** 128 and the number of the signal, as shells have it. */
const ENDED_BY_SIGTERM = 143;

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** One line for each outermost `describe`, failures in full at the end; the summary goes to IDBEYOND_TEST_SUMMARY. */
export class TestReporter extends Base {
  constructor(runner: mocha.Runner, options: mocha.MochaOptions) {
    super(runner, options);
    const skipped: string[] = [];
    const failed: string[] = [];
    let failedBefore = 0;
    let ran = 0;
    let started = performance.now();
    let at = 'nothing yet';

    // Whoever ends a run that takes too long wants to know what it was at.
    process.once('SIGTERM', () => {
      console.log(`  ENDED by SIGTERM while running: ${at}`);
      process.exit(ENDED_BY_SIGTERM);
    });
    runner.on(constants.EVENT_HOOK_BEGIN, (hook) => {
      at = hook.fullTitle();
    });
    runner.on(constants.EVENT_TEST_BEGIN, (test) => {
      at = test.fullTitle();
    });

    runner.on(constants.EVENT_SUITE_BEGIN, (suite) => {
      if (!suite.parent?.root) return;
      failedBefore = failed.length;
      ran = 0;
      started = performance.now();
    });
    runner.on(constants.EVENT_TEST_END, () => {
      ran += 1;
    });
    runner.on(constants.EVENT_TEST_PENDING, (test) => {
      skipped.push(test.fullTitle());
    });
    runner.on(constants.EVENT_TEST_FAIL, (test) => {
      failed.push(test.fullTitle());
      console.log(`  FAILED: ${test.fullTitle()}`);
    });
    runner.on(constants.EVENT_SUITE_END, (suite) => {
      if (!suite.parent?.root) return;
      const mark = failed.length > failedBefore ? 'FAILED' : 'ok    ';
      console.log(`${mark} ${suite.title} (${ran}, ${seconds(performance.now() - started)})`);
    });
    runner.once(constants.EVENT_RUN_END, () => {
      if (this.failures.length > 0) Base.list(this.failures);
      const summary: TestSummary = { passed: runner.stats?.passes ?? 0, failed, skipped };
      const file = process.env.IDBEYOND_TEST_SUMMARY;
      if (file) writeFileSync(file, JSON.stringify(summary));
      const lateness = setTimeout(() => {
        console.log(`Still open after the tests: ${process.getActiveResourcesInfo().join(', ')}`);
      }, TELL_OPEN_AFTER_MS);
      // It is not to be what is left open.
      lateness.unref();
    });
  }
}

// biome-ignore lint/style/noDefaultExport: the name under which mocha looks for a reporter in a file
export { TestReporter as default };
