import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Account, canUseFolder } from './account.ts';

/**
 * A checkout may lie below a folder that only root enters (/root, a `mktemp -d`). What another account needs then
 * goes to one of these, in this order: the first is not swept by age.
 */
const OUTSIDE = ['/var/lib', '/var/tmp', tmpdir(), '/tmp'];

/** Makes a folder of ours there that others can pass but not change; undefined where that cannot be. */
function ownFolder(path: string): string | undefined {
  try {
    mkdirSync(path, { recursive: true });
    const found = lstatSync(path);
    // In a shared place somebody else may have laid a folder of that name before us.
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return undefined;
    chmodSync(path, 0o755);
    return path;
  } catch {
    return undefined;
  }
}

/** Folders of ours outside the checkout, best first. */
export function outsideFolders(): string[] {
  return OUTSIDE.map((base) => ownFolder(join(base, 'idbeyond'))).filter((path) => path !== undefined);
}

function giveTo(account: Account, folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  chownSync(folder, account.uid, account.gid);
  chmodSync(folder, 0o700);
  return canUseFolder(account, folder);
}

/**
 * A folder at the wanted path that the account can use. Where the account cannot get there, the folder is made
 * elsewhere, under a name that is this path's own, and the wanted path becomes a link to it. Returns the real path.
 */
export function folderFor(account: Account | undefined, wanted: string, name: string): string {
  if (!account) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    return realpathSync(wanted);
  }
  const isLink = lstatSync(wanted, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (isLink && existsSync(wanted)) {
    const target = realpathSync(wanted);
    if (giveTo(account, target)) return target;
  }
  if (isLink) rmSync(wanted);
  else if (giveTo(account, wanted)) return realpathSync(wanted);
  else if (readdirSync(wanted).length > 0) {
    throw new Error(
      `The account "${account.name}" cannot reach the data in ${wanted}: let others pass the folders above it, or start anew with --fresh.`,
    );
  } else rmdirSync(wanted);

  for (const base of outsideFolders()) {
    const folder = join(base, name);
    // Nothing points to it any more, so whatever is there is of a home that was removed.
    rmSync(folder, { recursive: true, force: true });
    if (!giveTo(account, folder)) continue;
    mkdirSync(dirname(wanted), { recursive: true });
    symlinkSync(folder, wanted);
    return folder;
  }
  throw new Error(
    `No folder was found that the account "${account.name}" can use for PostgreSQL's data; tried ${OUTSIDE.join(', ')}. Set DATABASE_URL or start as an ordinary user.`,
  );
}

/** Removes the folder and, where it is a link, what it points to. */
export function removeFolder(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (found.isSymbolicLink() && existsSync(path))
    rmSync(realpathSync(path), { recursive: true, force: true });
  rmSync(path, { recursive: true, force: true });
}
