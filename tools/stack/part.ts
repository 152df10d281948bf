import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { type ProcessRecord, startOf } from './process-record.ts';

/** One server or process of the stack, startable and stoppable by itself. */
export interface Part {
  readonly name: string;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  readonly logFile: string;
  /** Resolves when the part answers. Throws {@link PartFailed} where it ends or stays silent instead. */
  start(): Promise<void>;
  /**
   * Resolves when the process is gone. Without a signal, the part's own orderly way, and SIGKILL where that takes
   * longer than its grace.
   */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface Launch {
  file: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** The account to run as, where this is root and the program refuses root. */
  uid?: number;
  gid?: number;
}

export interface PartOptions {
  name: string;
  logFile: string;
  launch: () => Launch | Promise<Launch>;
  /** Asked again and again until it says true. */
  isReady: () => Promise<boolean>;
  readyWithinMs: number;
  stopSignal: NodeJS.Signals;
  graceMs: number;
  /** Whether what the part wrote before it ended calls for another try; `attempt` counts from 1. */
  tryAgain?: (log: string, attempt: number) => boolean | Promise<boolean>;
  watch?: PartWatch;
}

/** What the owner of a part is told. */
export interface PartWatch {
  started?(record: ProcessRecord): void;
  gone?(name: string): void;
  /** It ended though nobody asked it to. */
  died?(name: string, how: string, logFile: string): void;
}

export class PartFailed extends Error {
  override name = 'PartFailed';
  /** The end of what the part wrote, for the person and for deciding what to try next. */
  readonly log: string;

  constructor(message: string, log: string) {
    super(log ? `${message} Its last words:\n${log.replace(/^/gm, '    ')}` : message);
    this.log = log;
  }
}

const POLL_MS = 40;
const LAST_LINES = 20;

/** The last lines of a log from an offset on; empty where there is none. */
export function lastWords(logFile: string, from = 0, lines: number = LAST_LINES): string {
  try {
    const text = readFileSync(logFile).subarray(from).toString('utf8').trimEnd();
    return text.split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

interface Running {
  child: ChildProcess;
  /** How it ended, once it did. */
  ended: Promise<string>;
  hasEnded: boolean;
  /** Set by whoever ends it on purpose. */
  expected: boolean;
  logFrom: number;
}

function run(launch: Launch, logFile: string): Promise<Running> {
  const log = openSync(logFile, 'a', 0o600);
  const logFrom = fstatSync(log).size;
  // A session of its own: Ctrl-C in the terminal is for the owner, which then ends its parts in order. Writing
  // straight to a file lets the part outlive its owner without losing its output.
  const child = spawn(launch.file, launch.args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: launch.env ?? process.env,
    ...(launch.cwd === undefined ? {} : { cwd: launch.cwd }),
    ...(launch.uid === undefined ? {} : { uid: launch.uid }),
    ...(launch.gid === undefined ? {} : { gid: launch.gid }),
  });
  closeSync(log);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      const ended = new Promise<string>((settle) => {
        child.once('exit', (code, signal) => {
          running.hasEnded = true;
          settle(signal ? `was ended by ${signal}` : `ended with exit code ${code}`);
        });
      });
      const running: Running = { child, ended, hasEnded: false, expected: false, logFrom };
      resolve(running);
    });
  });
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function createPart(options: PartOptions): Part {
  const { name, logFile, watch } = options;
  let running: Running | undefined;
  let halted = false;

  async function launchOnce(): Promise<Running> {
    const started = await run(await options.launch(), logFile);
    running = started;
    const startedAt = started.child.pid && startOf(started.child.pid);
    if (started.child.pid && startedAt) watch?.started?.({ name, pid: started.child.pid, startedAt });
    void started.ended.then((how) => {
      if (running === started) running = undefined;
      watch?.gone?.(name);
      if (!started.expected) watch?.died?.(name, how, logFile);
    });
    return started;
  }

  async function untilReady(started: Running): Promise<void> {
    const deadline = performance.now() + options.readyWithinMs;
    while (!(await within(options.isReady(), 2000))) {
      if (started.hasEnded) return;
      if (performance.now() > deadline) {
        await stop();
        const seconds = Math.round(options.readyWithinMs / 1000);
        throw new PartFailed(
          `${name} did not answer within ${seconds} s.`,
          lastWords(logFile, started.logFrom),
        );
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async function start(): Promise<void> {
    if (running) throw new Error(`${name} runs already.`);
    halted = false;
    for (let attempt = 1; ; attempt += 1) {
      const started = await launchOnce();
      // An end before it was ready is told by throwing.
      started.expected = true;
      await untilReady(started);
      if (!started.hasEnded) {
        started.expected = false;
        return;
      }
      const log = lastWords(logFile, started.logFrom);
      if (!halted && (await options.tryAgain?.(log, attempt))) continue;
      throw new PartFailed(`${name} ${await started.ended} while starting.`, log);
    }
  }

  async function stop(signal?: NodeJS.Signals): Promise<void> {
    halted = true;
    const ending = running;
    if (!ending) return;
    ending.expected = true;
    ending.child.kill(signal ?? options.stopSignal);
    if (!(await within(ending.ended, options.graceMs))) ending.child.kill('SIGKILL');
    await ending.ended;
  }

  return {
    name,
    logFile,
    get pid() {
      return running?.child.pid;
    },
    start,
    stop,
  };
}
