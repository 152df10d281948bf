import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where a running stack keeps what it knows: `.local/` of the checkout, or IDBEYOND_HOME. */
export function stackHome(environment: NodeJS.ProcessEnv): string {
  return environment.IDBEYOND_HOME ? resolve(environment.IDBEYOND_HOME) : join(root, '.local');
}

/** Makes the folder; passable where this is root, so that PostgreSQL's account gets to its part of it. */
export function makeHome(home: string): void {
  if (existsSync(home)) return;
  mkdirSync(home, { recursive: true });
  chmodSync(home, process.getuid?.() === 0 ? 0o711 : 0o700);
}

/** The user's cache of servers; shared by all checkouts. */
export function userCache(environment: NodeJS.ProcessEnv): string | undefined {
  if (environment.XDG_CACHE_HOME) return join(resolve(environment.XDG_CACHE_HOME), 'idbeyond');
  return environment.HOME ? join(environment.HOME, '.cache', 'idbeyond') : undefined;
}
