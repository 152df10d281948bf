import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './stack/places.ts';
import { startTestStack, type TestStack } from './stack/test-stack.ts';
import type { TestSummary } from './test-reporter.ts';

const SPECS = ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts'];
/** They bring servers of their own, or need none. */
const LONG_SPECS = ['test/**/*.long.test.ts', 'bench/**/*.long.test.ts', 'src/**/*.long.test.ts'];
const MOCHA = join(root, 'node_modules', 'mocha', 'lib', 'cli', 'cli.js');

/** After the last test, mocha ends by itself unless a test left a socket, a timer or a process open. */
const END_WITHIN_MS = 15_000;
const POLL_MS = 250;

const TAKES_TEXT = new Set(['-g', '--grep', '-f', '--fgrep']);

/** Whether the arguments name test files; the text that a title is searched for may look like one. */
function hasSpecs(args: string[]): boolean {
  return args.some((arg, index) => {
    if (arg.startsWith('-') || TAKES_TEXT.has(args[index - 1] ?? '')) return false;
    return /\.tsx?$|\*/.test(arg) || (arg.includes('/') && existsSync(join(root, arg)));
  });
}

type Mode = 'unit' | 'long' | 'all';

/** Files by their ending: what needs the servers, what takes its time, and what takes much of it. */
const IGNORED: Record<Mode, string[]> = {
  unit: ['stack', 'slow', 'long'],
  all: ['long'],
  long: [],
};

interface Kind {
  ending: string;
  what: string;
  command: string;
}

const KINDS: readonly Kind[] = [
  { ending: 'stack', what: 'need real servers', command: 'npm test' },
  { ending: 'slow', what: 'take some seconds each', command: 'npm test' },
  { ending: 'long', what: 'take up to half an hour', command: 'npm run test:long' },
];

/** What this run leaves out, with the reason and the command that runs it: a line each. */
function leftOut(mode: Mode, args: string[]): string[] {
  if (hasSpecs(args) || args.some((arg) => TAKES_TEXT.has(arg)))
    return ['Not run: everything that was not asked for. "npm test" runs the suite.'];
  if (mode === 'long')
    return ['Not run: everything but the tests that take up to half an hour. "npm test" runs the others.'];
  const files = ['src', 'test', 'tools', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
  );
  return KINDS.flatMap(({ ending, what, command }) => {
    const found = files.filter((file) => file.includes(`.${ending}.test.ts`));
    if (!IGNORED[mode].includes(ending) || found.length === 0) return [];
    const named = found.length <= 3 ? ` (${found.join(', ')})` : '';
    const count = found.length === 1 ? '1 file' : `${found.length} files`;
    return [`Not run: ${count} of tests that ${what}${named}. "${command}" runs them.`];
  });
}

function mochaArguments(mode: Mode, args: string[]): string[] {
  return [
    ...['--reporter', './tools/test-reporter.ts', '--fail-zero'],
    ...IGNORED[mode].flatMap((ending) => ['--ignore', `**/*.${ending}.test.ts`]),
    ...args,
    ...(hasSpecs(args) ? [] : mode === 'long' ? LONG_SPECS : SPECS),
  ];
}

interface Ending {
  code: number;
  summary: TestSummary | undefined;
}

async function untilEnded(child: ChildProcess, summaryFile: string, whole: boolean): Promise<number> {
  let over: number | undefined;
  let code: number | undefined;
  child.once('exit', (status, signal) => {
    code = status ?? (signal === 'SIGINT' ? 130 : 1);
  });
  while (code === undefined) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (over === undefined && existsSync(summaryFile)) over = performance.now();
    if (over === undefined || performance.now() - over < END_WITHIN_MS) continue;
    child.kill('SIGKILL');
    // With some tests left out, what would have closed it may not have run.
    if (!whole) return (JSON.parse(readFileSync(summaryFile, 'utf8')) as TestSummary).failed > 0 ? 1 : 0;
    console.log(
      'The tests are over, but one of them left something open (a socket, a timer, a process): a failure.',
    );
    return 1;
  }
  return code;
}

async function runMocha(args: string[], stack: TestStack, signal: AbortSignal): Promise<Ending> {
  const summaryFile = join(stack.home, 'summary.json');
  rmSync(summaryFile, { force: true });
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), MOCHA, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...stack.settings, IDBEYOND_TEST_SUMMARY: summaryFile },
  });
  if (child.pid) stack.recordTests(child.pid);
  const end = () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 3000).unref();
  };
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  const whole = !args.some((arg) => TAKES_TEXT.has(arg));
  const code = await untilEnded(child, summaryFile, whole);
  const summary = existsSync(summaryFile)
    ? (JSON.parse(readFileSync(summaryFile, 'utf8')) as TestSummary)
    : undefined;
  return { code, summary };
}

function report({ code, summary }: Ending, notes: string[]): number {
  if (!summary) {
    console.log('The tests ended before they were over; what happened is said above.');
    return code || 1;
  }
  for (const title of summary.skipped) console.log(`skipped: ${title}`);
  for (const note of notes) console.log(note);
  const failed = Math.max(summary.failed, code === 0 ? 0 : 1);
  console.log(`${summary.passed} passed, ${failed} failed, ${summary.skipped.length} skipped`);
  if (process.env.IDBEYOND_ALL_TESTS && summary.skipped.length > 0) {
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
  const args = mochaArguments(mode, asked);
  let stack: TestStack | undefined;
  let ending: Ending;
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
    ending = await runMocha(args, stack, signal);
  } finally {
    await stack?.stop();
  }
  if (signal.aborted) return 130;
  return report(ending, [...stack.notes, ...leftOut(mode, asked)]);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
