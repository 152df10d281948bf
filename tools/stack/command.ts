import { spawn } from 'node:child_process';

export interface CommandOutcome {
  /** Undefined where the program was not found or could not be started. */
  code: number | undefined;
  /** Standard output and error, in the order they came. */
  output: string;
}

export interface CommandOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  timeoutMs?: number;
  /** Told of each line as it comes. */
  onLine?: (line: string) => void;
  /** Ends the command. */
  signal?: AbortSignal;
}

export type RunCommand = (file: string, args: string[], options?: CommandOptions) => Promise<CommandOutcome>;

/** Runs a program to its end. Never rejects: a program that cannot start is an outcome without a code. */
export const runCommand: RunCommand = (file, args, options = {}) =>
  new Promise((resolve) => {
    const { onLine, timeoutMs, ...spawning } = options;
    const child = spawn(file, args, { ...spawning, stdio: ['ignore', 'pipe', 'pipe'] });
    // Not spawn's own timeout: its timer stays when the program cannot be started.
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const settle = (outcome: CommandOutcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    let output = '';
    const collect = (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      output += text;
      if (onLine) for (const line of text.split('\n')) if (line) onLine(line);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => settle({ code: undefined, output: output || error.message }));
    child.once('close', (code) => settle({ code: code ?? undefined, output }));
  });

/** Runs programs until the signal is aborted, and rejects from then on: nothing is concluded from a half run. */
export function interruptible(signal: AbortSignal): RunCommand {
  return async (file, args, options) => {
    signal.throwIfAborted();
    const outcome = await runCommand(file, args, { ...options, signal });
    signal.throwIfAborted();
    return outcome;
  };
}
