import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRunning, type ProcessRecord, recordOf } from './process-record.ts';

const POLL_MS = 200;

export interface Lock {
  release(): void;
}

const errorCode = (error: unknown) => (error as NodeJS.ErrnoException).code;

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined for anything that is not a lock of ours. */
function parseHolder(text: string): ProcessRecord | undefined {
  try {
    return JSON.parse(text) as ProcessRecord;
  } catch {
    return undefined;
  }
}

/** Makes the file with its content in one step, so that nobody ever reads half a lock. */
function claim(file: string, content: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

/** Moves a dead holder's lock out of the way; puts it back where another start has replaced it meanwhile. */
function removeStale(file: string, stale: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== stale) {
    try {
      linkSync(aside, file);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
  rmSync(aside);
}

/** Takes the lock, or says which living process holds it. A lock that a dead process left is taken over. */
export function tryLock(file: string, name: string): Lock | { holder: ProcessRecord } {
  mkdirSync(dirname(file), { recursive: true });
  const content = JSON.stringify({ ...recordOf(name, process.pid), nonce: randomUUID() });
  while (!claim(file, content)) {
    const found = textOf(file);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder && isRunning(holder)) return { holder };
    removeStale(file, found);
  }
  return {
    release() {
      if (textOf(file) === content) rmSync(file);
    },
  };
}

/** Runs the work while holding the lock, waiting for it if need be. */
export async function withLock<T>(
  file: string,
  name: string,
  onWait: (holder: ProcessRecord) => void,
  work: () => Promise<T>,
): Promise<T> {
  let told = false;
  for (;;) {
    const lock = tryLock(file, name);
    if ('release' in lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (!told) onWait(lock.holder);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
