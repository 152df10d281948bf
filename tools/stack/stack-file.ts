import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, type ProcessRecord, signalProcess, waitUntilGone } from './process-record.ts';
import { writePrivately } from './secrets.ts';

/** What a stack that is ready tells those who use it. */
export interface StackAddresses {
  apiUrl: string;
  workerUrl: string;
  temporalAddress: string;
  /** Null where a Temporal of the person's own is used and TEMPORAL_UI_URL does not say. */
  temporalUiUrl: string | null;
  s3Endpoint: string;
  databaseUrl: string;
  secretKey: string;
  publishableKey: string;
}

/** `.local/stack.json`: it is there while a stack runs, and after one that was killed. */
export type StackRecord = Partial<StackAddresses> & {
  state: 'starting' | 'ready' | 'stopping';
  supervisor: ProcessRecord;
  /** Every process that was started and has not ended, written down as it starts. */
  processes: ProcessRecord[];
};

export type ReadyStack = StackRecord & StackAddresses;

export const stackFile = (home: string): string => join(home, 'stack.json');

export function readStack(home: string): StackRecord | undefined {
  try {
    return JSON.parse(readFileSync(stackFile(home), 'utf8')) as StackRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The stack of this home that runs, starting or ready; undefined where none does. */
export function runningStack(home: string): StackRecord | undefined {
  const record = readStack(home);
  return record && isRunning(record.supervisor) ? record : undefined;
}

export function isReady(record: StackRecord | undefined): record is ReadyStack {
  return record?.state === 'ready';
}

/** Keeps the file current. */
export interface StackFile {
  update(change: Partial<StackRecord>): void;
  started(process: ProcessRecord): void;
  gone(name: string): void;
  /** Removes it, unless processes are left that the next start must know of. */
  close(): void;
}

export function openStackFile(home: string, supervisor: ProcessRecord): StackFile {
  let record: StackRecord = { state: 'starting', supervisor, processes: [] };
  const update = (change: Partial<StackRecord>) => {
    record = { ...record, ...change };
    writePrivately(stackFile(home), record);
  };
  const others = (name: string) => record.processes.filter((process) => process.name !== name);
  update({});
  return {
    update,
    started: (process) => update({ processes: [...others(process.name), process] }),
    gone: (name) => update({ processes: others(name) }),
    close: () => {
      if (record.processes.length === 0) rmSync(stackFile(home), { force: true });
    },
  };
}

const TESTS = 'tests';

/** The name of a process that runs tests: more than one may. */
export const testsName = (pid: number) => `${TESTS} (${pid})`;

/** These first, so that their last writes find the servers. */
const isApplication = (name: string) => name === 'api' || name === 'worker' || name.startsWith(TESTS);
const GRACE_MS = 5000;

async function end(processes: ProcessRecord[]): Promise<void> {
  await Promise.all(
    processes.map(async (process) => {
      signalProcess(process, process.name === 'PostgreSQL' ? 'SIGINT' : 'SIGTERM');
      if (await waitUntilGone(process, GRACE_MS)) return;
      signalProcess(process, 'SIGKILL');
      await waitUntilGone(process, GRACE_MS);
    }),
  );
}

/**
 * Ends the processes that a killed supervisor left, known by number and start time: a number that belongs to
 * somebody else by now is left alone. Returns the names of those it ended.
 */
export async function endLeftovers(processes: ProcessRecord[]): Promise<string[]> {
  const alive = processes.filter(isRunning);
  await end(alive.filter(({ name }) => isApplication(name)));
  await end(alive.filter(({ name }) => !isApplication(name)));
  return alive.map(({ name }) => name);
}
