import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.ts';
import type { Say } from './progress.ts';

/** One thing in the cache: a folder, named by version, with a file in it that is proven to work. */
export interface CacheEntry {
  /** `<name>-<version>...`; what is in it never changes. */
  folder: string;
  file: string;
  /** Runs it (`--version`); a file that fails this is never used. */
  works: (path: string) => Promise<boolean>;
}

export interface BinaryCache {
  readonly root: string;
  find(entry: CacheEntry): Promise<string | undefined>;
  /**
   * Finds the entry or makes it: under a lock, in a folder with a temporary name that gets its real one by rename.
   * `make` fills the folder that it is given, or says why it could not.
   */
  findOrMake(entry: CacheEntry, make: (folder: string) => Promise<Made>): Promise<Found>;
}

export type Made = { ok: true } | { ok: false; reason: string };
export type Found = { path: string } | { reason: string };

/** The first of the folders that can be written to: a home folder may be missing or read-only. */
export function writableCache(candidates: (string | undefined)[]): string {
  for (const folder of candidates) {
    if (!folder) continue;
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      // Not this one: the next is tried, and having none is told below.
    }
  }
  throw new Error(
    `No folder for built servers can be written to; tried ${candidates.filter(Boolean).join(', ')}. Set XDG_CACHE_HOME.`,
  );
}

export function createBinaryCache(root: string, say: Say): BinaryCache {
  const find = async ({ folder, file, works }: CacheEntry) => {
    const path = join(root, folder, file);
    return (await works(path)) ? path : undefined;
  };

  async function makeLocked(entry: CacheEntry, make: (folder: string) => Promise<Made>): Promise<Found> {
    const path = await find(entry);
    if (path) return { path };
    removeDrafts(root, entry.folder);
    const draft = join(root, `${entry.folder}.draft-${randomUUID()}`);
    mkdirSync(draft, { recursive: true });
    try {
      const made = await make(draft);
      if (!made.ok) return { reason: made.reason };
      if (!(await entry.works(join(draft, entry.file)))) return { reason: 'what came out does not run' };
      // Whatever lies there does not work, or it would have been found.
      rmSync(join(root, entry.folder), { recursive: true, force: true });
      renameSync(draft, join(root, entry.folder));
      return { path: join(root, entry.folder, entry.file) };
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }

  return {
    root,
    find,
    async findOrMake(entry, make) {
      const path = await find(entry);
      if (path) return { path };
      return withLock(
        join(root, `${entry.folder}.lock`),
        entry.folder,
        (holder) => say(`Waiting for process ${holder.pid}, which is making ${entry.folder} ...`),
        () => makeLocked(entry, make),
      );
    },
  };
}

/** The lock is held, so a draft of this entry is what a killed start left. */
function removeDrafts(root: string, folder: string): void {
  for (const name of readdirSync(root)) {
    if (name.startsWith(`${folder}.draft-`)) rmSync(join(root, name), { recursive: true, force: true });
  }
}
