import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { follow } from './stack/follow.ts';
import { logsOf } from './stack/local-stack.ts';
import { makeHome, root, stackHome } from './stack/places.ts';
import { isRunning, type ProcessRecord, signalProcess, waitUntilGone } from './stack/process-record.ts';
import type { Say } from './stack/progress.ts';
import {
  endLeftovers,
  isReady,
  readStack,
  runningStack,
  type StackAddresses,
  type StackRecord,
} from './stack/stack-file.ts';
import { AlreadyRunning, supervise } from './stack/supervisor.ts';

const USAGE = `npm run dev                  starts PostgreSQL, Temporal, an object store, the API and the worker; Ctrl-C ends them
npm run dev -- --detach      the same in the background; returns when all is ready
npm run dev -- --status      says what runs (exit code 0) or that nothing does (3)
npm run dev -- --stop        ends what runs
npm run dev -- --fresh       starts with empty data: removes that of earlier starts (not while one is running)`;

/** Ctrl-C reaches the whole group, and npm passes it on once more: what follows within this time is the same one. */
const ONE_PRESS_MS = 700;
const STOP_WITHIN_MS = 15_000;
const NOT_RUNNING = 3;

const say: Say = (line) => console.log(line);

function summary(addresses: StackAddresses): string {
  const { apiUrl, temporalUiUrl, temporalAddress, s3Endpoint, databaseUrl } = addresses;
  return `
Ready.

  API and hosted pages   ${apiUrl}
  Temporal               ${temporalUiUrl ?? temporalAddress}
  Object store           ${s3Endpoint}
  PostgreSQL             ${databaseUrl.replace(/:[^:@/]*@/, ':***@')}
  Secret test key        ${addresses.secretKey}
  Publishable test key   ${addresses.publishableKey}

Create a session and open its hostedUrl in a browser:

  curl -sS ${apiUrl}/api/verification/sessions -H 'authorization: Bearer ${addresses.secretKey}' -H 'content-type: application/json' -d '{"externalUserId":"user-1"}'
`;
}

const namesOf = (processes: ProcessRecord[]) => processes.map(({ name }) => name).join(', ');

function whatRuns(record: StackRecord): string {
  const lines = record.processes.map(({ name, pid }) => `  ${name} (process ${pid})`);
  return [`The stack is ${record.state} (process ${record.supervisor.pid}).`, ...lines].join('\n');
}

/** Resolves with the record once it is ready, or undefined where that start ends before. */
async function untilReady(home: string, isAlive: () => boolean): Promise<StackAddresses | undefined> {
  for (;;) {
    const record = runningStack(home);
    if (isReady(record)) return record;
    if (!isAlive()) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function joinRunning(home: string, record: StackRecord): Promise<number> {
  say(`A stack of this checkout is ${record.state === 'ready' ? 'running' : record.state} already.`);
  const ready = await untilReady(home, () => isRunning(record.supervisor));
  if (!ready) {
    say('It ended; start again.');
    return 1;
  }
  say(summary(ready));
  say('It stays as it is; "npm run dev -- --stop" ends it.');
  return 0;
}

/** Kills what is recorded, for a person who pressed Ctrl-C again. */
function endHard(home: string): never {
  for (const left of readStack(home)?.processes ?? []) signalProcess(left, 'SIGKILL');
  say('Ended hard; the next start looks after what was cut off.');
  process.exit(130);
}

function listenForTheEnd(home: string): AbortSignal {
  const ending = new AbortController();
  let firstAt = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (!ending.signal.aborted) {
      firstAt = performance.now();
      say(signal === 'SIGINT' ? '\nStopping; Ctrl-C again ends it hard.' : `\nStopping (${signal}).`);
      ending.abort(new Error(`Stopped by ${signal}.`));
    } else if (signal === 'SIGINT' && performance.now() - firstAt > ONE_PRESS_MS) endHard(home);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  // The reader of our output may go before us, as `| head` does; the servers are still to be ended in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', (error) => ending.abort(error));
  return ending.signal;
}

async function foreground(home: string, fresh: boolean, background: boolean): Promise<number> {
  const started = performance.now();
  const signal = listenForTheEnd(home);
  try {
    await supervise({
      home,
      fresh,
      env: process.env,
      say,
      signal,
      onReady: (addresses) => {
        say(summary(addresses));
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        say(`Started in ${seconds} s. Warnings and errors follow; everything is in ${logsOf(home)}.`);
        if (!background) say('Ctrl-C ends it.');
      },
    });
    return 0;
  } catch (error) {
    if (error instanceof AlreadyRunning) {
      say('A stack of this checkout was started in the same moment.');
      return 0;
    }
    if (signal.aborted && error === signal.reason) return 0;
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function detach(home: string, fresh: boolean): Promise<number> {
  const logs = logsOf(home);
  makeHome(home);
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const logFile = join(logs, 'dev.log');
  const from = existsSync(logFile) ? statSync(logFile).size : 0;
  const log = openSync(logFile, 'a', 0o600);
  const args = [
    '--import',
    import.meta.resolve('tsx'),
    join(root, 'tools', 'dev.ts'),
    '--background',
    ...(fresh ? ['--fresh'] : []),
  ];
  const child = spawn(process.execPath, args, { cwd: root, detached: true, stdio: ['ignore', log, log] });
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  const follower = follow(logFile, say, from);
  const ready = await untilReady(home, () => !ended);
  follower.stop();
  child.unref();
  if (!ready) {
    // The other one of two starts in the same moment.
    const running = runningStack(home);
    return running ? joinRunning(home, running) : child.exitCode || 1;
  }
  say(
    `It runs in the background (process ${child.pid}), its log is ${logFile}; "npm run dev -- --stop" ends it.`,
  );
  return 0;
}

async function stop(home: string): Promise<number> {
  const record = readStack(home);
  if (!record) {
    say('Nothing is running.');
    return 0;
  }
  const started = performance.now();
  const { supervisor } = record;
  const wasRunning = signalProcess(supervisor, 'SIGTERM');
  if (wasRunning && !(await waitUntilGone(supervisor, STOP_WITHIN_MS))) {
    say(`Process ${supervisor.pid} does not end; ending it hard.`);
    signalProcess(supervisor, 'SIGKILL');
    await waitUntilGone(supervisor, STOP_WITHIN_MS);
  }
  const left = await endLeftovers(readStack(home)?.processes ?? []);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (!wasRunning && left.length === 0) say('Nothing is running.');
  else say(`Stopped in ${seconds} s${left.length > 0 ? `, ${left.join(', ')} by hand` : ''}.`);
  return 0;
}

function status(home: string): number {
  const record = runningStack(home);
  if (!record) {
    const left = readStack(home)?.processes.filter(isRunning) ?? [];
    if (left.length === 0) say('Nothing is running.');
    else
      say(`The last start was killed and left ${namesOf(left)} running; the next start or --stop ends them.`);
    return NOT_RUNNING;
  }
  say(whatRuns(record));
  if (isReady(record)) say(summary(record));
  return 0;
}

async function main(): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  // `background` is for the process that --detach starts.
  const options = { detach: flag, stop: flag, status: flag, fresh: flag, help: flag, background: flag };
  const { values } = parseArgs({ options });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const home = stackHome(process.env);
  if (values.stop) return stop(home);
  if (values.status) return status(home);
  const running = runningStack(home);
  if (running && values.fresh) {
    say('A stack of this checkout is running; its data is not removed. Stop it first: npm run dev -- --stop');
    return 1;
  }
  if (running) return joinRunning(home, running);
  return values.detach ? detach(home, values.fresh) : foreground(home, values.fresh, values.background);
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
  say(
    isUsage
      ? `${(error as Error).message}\n\n${USAGE}`
      : error instanceof Error
        ? error.message
        : String(error),
  );
  process.exitCode = isUsage ? 2 : 1;
}
