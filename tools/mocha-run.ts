import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './stack/places.ts';
import type { TestSummary } from './test-reporter.ts';

const MOCHA = join(root, 'node_modules', 'mocha', 'lib', 'cli', 'cli.js');

/** After the last test, mocha ends by itself unless a test left a socket, a timer or a process open. */
const END_WITHIN_MS = 15_000;
const POLL_MS = 250;
const KILL_AFTER_MS = 3000;

export interface MochaRun {
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Where the reporter leaves the summary; the file must not be there yet. */
  summaryFile: string;
  /** False where tests are chosen by title: what would close a resource may then not run, which is no failure. */
  whole: boolean;
  signal: AbortSignal;
  started(pid: number): void;
}

export interface MochaEnding {
  code: number;
  /** Undefined where the tests ended before they were over. */
  summary: TestSummary | undefined;
}

/** Runs mocha to its end; the signal ends it. */
export async function runMocha(run: MochaRun): Promise<MochaEnding> {
  const { args, env, summaryFile, signal } = run;
  const command = ['--import', import.meta.resolve('tsx'), MOCHA];
  const reporter = ['--reporter', './tools/test-reporter.ts', '--fail-zero'];
  const child = spawn(process.execPath, [...command, ...reporter, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...env, IDBEYOND_TEST_SUMMARY: summaryFile },
  });
  if (child.pid) run.started(child.pid);
  const end = () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref();
  };
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  const code = await untilEnded(child, run);
  return { code, summary: readSummary(summaryFile) };
}

function readSummary(file: string): TestSummary | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TestSummary) : undefined;
}

async function untilEnded(child: ChildProcess, { summaryFile, whole }: MochaRun): Promise<number> {
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
    if (!whole) return readSummary(summaryFile)?.failed.length === 0 ? 0 : 1;
    console.log(
      'The tests are over, but one of them left something open (a socket, a timer, a process): a failure.',
    );
    return 1;
  }
  return code;
}
