import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MEGABYTE = 1024 * 1024;

/** Resident memory in megabytes of a process and of all that it started, children of children included. */
export async function memoryOf(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([pid]);
  let before = 0;
  while (family.size > before) {
    before = family.size;
    for (const [one = 0, parent = 0] of rows) if (family.has(parent)) family.add(one);
  }
  const bytes = rows.reduce(
    (sum, [one = 0, , kilobytes = 0]) => sum + (family.has(one) ? kilobytes * 1024 : 0),
    0,
  );
  return Math.round(bytes / MEGABYTE);
}

export interface MemoryWatch {
  /** The most that was seen so far, in megabytes. */
  peak(): number;
  stop(): Promise<void>;
}

/** Looks at the memory of a process and its children again and again. */
export function watchMemory(pid: number, everyMs = 250): MemoryWatch {
  let most = 0;
  let watching = true;
  const watch = async () => {
    while (watching) {
      most = Math.max(most, await memoryOf(pid));
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  };
  const watched = watch();
  return {
    peak: () => most,
    async stop() {
      watching = false;
      await watched;
    },
  };
}
