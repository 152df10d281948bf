import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { getPriority, setPriority } from 'node:os';
import { pathToFileURL } from 'node:url';
import { VisionCrashError, VisionStartError, VisionTimeoutError } from './errors.ts';
import type { VisionReply, VisionTask } from './messages.ts';

/** The part of a logger that is used here. Only codes, counts and durations are passed to it. */
export interface VisionLog {
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface ChildOptions {
  role: 'inspect' | 'read';
  /** The module that the child runs. */
  module: URL;
  /** Modules that the child loads first; for tests. */
  preload?: readonly string[];
  maxRssBytes: number;
  /** How much further than its parent the child gives way to others that want the processor: 0 to 19 (nice(2)). */
  niceness: number;
  startTimeoutMs: number;
  log?: VisionLog | undefined;
}

export interface TaskLimits {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface VisionChild {
  readonly pid: number | undefined;
  /** True once the child has said that it listens. */
  readonly started: boolean;
  /** True once its process is gone, for whatever reason. */
  readonly ended: boolean;
  /**
   * Gives the child a task and waits for its reply. The child is killed when it is late, or when `signal` aborts.
   * Rejects with {@link VisionStartError}, {@link VisionTimeoutError}, {@link VisionCrashError} or the signal's reason.
   */
  run(task: VisionTask, limits: TaskLimits): Promise<VisionReply>;
  /** Ends the process at once; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a child with an empty environment: it can give away no secret, for it has none. */
export function startChild(options: ChildOptions): VisionChild {
  const child = fork(options.module, [options.role, String(options.maxRssBytes)], {
    env: {},
    execArgv: execArguments(options),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  if (child.pid !== undefined && options.niceness > 0) giveWay(child.pid, options.niceness);
  const gone = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
    child.on('error', () => resolve());
  });
  const kill = () => {
    child.kill('SIGKILL');
    return gone;
  };
  let started = false;
  const ready = becomeReady(child, options).then(() => {
    started = true;
  });
  ready.catch(kill);

  return {
    pid: child.pid,
    get started() {
      return started;
    },
    get ended() {
      return hasEnded(child);
    },
    kill,
    async run(task, limits) {
      try {
        await Promise.race([ready, aborted(limits.signal)]);
        child.send(task);
        return await nextMessage(child, limits);
      } catch (error) {
        await kill();
        throw error;
      }
    },
  };
}

const MOST_NICE = 19;

/** From here on, so that its coming up disturbs nobody either. One that has ended already needs no priority. */
function giveWay(pid: number, niceness: number): void {
  try {
    setPriority(pid, Math.min(MOST_NICE, getPriority() + niceness));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR')) throw error;
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

const { resolve } = createRequire(import.meta.url);

/**
 * Whoever stops the service may tell every process of it at once. A child ends when its parent has no more work for
 * it, or is gone: a picture in the middle of its reading is not broken off by a signal that was meant for the parent.
 * Loaded before all else, since a child takes a second to come up.
 */
const OUTLAST_SIGNALS =
  'data:text/javascript,for(const signal of["SIGTERM","SIGINT"])process.on(signal,()=>undefined)';

/** From source the child needs the TypeScript loader; resolved here, so that its working directory does not matter. */
function execArguments({ module, preload = [] }: ChildOptions): string[] {
  const loader = module.pathname.endsWith('.ts') ? [pathToFileURL(resolve('tsx')).href] : [];
  return [OUTLAST_SIGNALS, ...loader, ...preload].map((url) => `--import=${url}`);
}

/** What a child prints while it starts is logged if it fails: until it is ready it has seen no picture. */
async function becomeReady(child: ChildProcess, options: ChildOptions): Promise<void> {
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-2000);
  };
  child.stderr?.on('data', keep);
  try {
    await nextMessage(child, { timeoutMs: options.startTimeoutMs });
  } catch {
    options.log?.warn({ role: options.role, output }, 'a vision child did not start');
    throw new VisionStartError('A vision child did not start.');
  } finally {
    child.stderr?.off('data', keep).resume();
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The next message of the child, or why there is none. */
function nextMessage(child: ChildProcess, { timeoutMs, signal }: TaskLimits): Promise<VisionReply> {
  return new Promise((resolve, reject) => {
    const onMessage = (reply: unknown) => settle(() => resolve(reply as VisionReply));
    const onEnd = () => settle(() => reject(new VisionCrashError('A vision child ended during a task.')));
    const onAbort = () => settle(() => reject(signal?.reason));
    const onLate = () => settle(() => reject(new VisionTimeoutError('A vision child took too long.')));
    const timer = setTimeout(onLate, timeoutMs);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onEnd).off('error', onEnd);
      signal?.removeEventListener('abort', onAbort);
      act();
    };
    child.on('message', onMessage).on('exit', onEnd).on('error', onEnd);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    else if (hasEnded(child)) onEnd();
  });
}
