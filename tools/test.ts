import { join } from 'node:path';
import { type MochaEnding, runMocha } from './mocha-run.ts';
import { startTestStack, type TestStack } from './stack/test-stack.ts';
import { choosesTitles, leftOut, type Mode, mochaRuns } from './test-files.ts';

async function runAll(mode: Mode, asked: string[], stack: TestStack, signal: AbortSignal) {
  const runs = mochaRuns(mode, asked).map((args, index) =>
    runMocha({
      args,
      env: { ...process.env, ...stack.settings },
      summaryFile: join(stack.home, `summary-${index}.json`),
      whole: !choosesTitles(asked),
      signal,
      started: stack.recordTests,
    }),
  );
  return Promise.all(runs);
}

function report(endings: MochaEnding[], notes: string[]): number {
  const summaries = endings.flatMap(({ summary }) => summary ?? []);
  const code = endings.find((ending) => ending.code !== 0)?.code ?? 0;
  const skipped = summaries.flatMap((summary) => summary.skipped);
  const failed = summaries.flatMap((summary) => summary.failed);
  const passed = summaries.reduce((sum, summary) => sum + summary.passed, 0);
  for (const title of skipped) console.log(`skipped: ${title}`);
  for (const title of failed) console.log(`failed: ${title}`);
  for (const note of notes) console.log(note);
  if (summaries.length < endings.length) {
    console.log('The tests ended before they were over; what happened is said above.');
    return code || 1;
  }
  const failures = Math.max(failed.length, code === 0 ? 0 : 1);
  console.log(`${passed} passed, ${failures} failed, ${skipped.length} skipped`);
  if (process.env.IDBEYOND_ALL_TESTS && skipped.length > 0) {
    console.log('IDBEYOND_ALL_TESTS is set, but some tests were skipped: a failure.');
    return code || 1;
  }
  return code;
}

function listenForTheEnd(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!ending.signal.aborted) console.log(`\nStopping (${signal}).`);
      ending.abort(new Error(`Stopped by ${signal}.`));
    });
  }
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return ending.signal;
}

async function main(): Promise<number> {
  const signal = listenForTheEnd();
  const mode = (['unit', 'long'] as const).find((name) => process.argv.includes(`--${name}`)) ?? 'all';
  const asked = process.argv.slice(2).filter((arg) => arg !== `--${mode}`);
  let stack: TestStack | undefined;
  let endings: MochaEnding[];
  const started = performance.now();
  try {
    stack = await startTestStack({
      servers: mode === 'all',
      env: process.env,
      say: (line) => console.log(line),
      signal,
    });
    if (mode === 'all')
      console.log(`Servers are up after ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    if (mode === 'long') stack.settings.IDBEYOND_LONG_TESTS = '1';
    endings = await runAll(mode, asked, stack, signal);
  } finally {
    await stack?.stop();
  }
  if (signal.aborted) return 130;
  return report(endings, [...stack.notes, ...leftOut(mode, asked)]);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
