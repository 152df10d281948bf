import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type BinaryCache,
  type CacheEntry,
  createBinaryCache,
  writableCache,
} from '../tools/stack/binary-cache.ts';
import { type RunCommand, runCommand } from '../tools/stack/command.ts';
import { buildWithGo, type GoBuild, pinnedVersion } from '../tools/stack/go-build.ts';
import { root, userCache } from '../tools/stack/places.ts';
import type { Say } from '../tools/stack/progress.ts';

/** The server as it is deployed, and the program that makes its tables. */
export interface TemporalServerPrograms {
  server: string;
  sql: string;
  version: string;
}

const MODULE = 'go.temporal.io/server';
const FOLDER = join(root, 'tools', 'temporal-server');

const BUILDS: readonly Pick<GoBuild, 'what' | 'package' | 'output' | 'usually'>[] = [
  {
    what: 'Temporal server for PostgreSQL',
    package: `${MODULE}/cmd/server`,
    output: 'server',
    usually: '3 to 5 minutes on 2 cores',
  },
  { what: 'schema tool of Temporal', package: `${MODULE}/cmd/tools/sql`, output: 'sql', usually: 'a minute' },
];

/** Finds both programs in the user's cache, or builds them there from the versions that go.sum pins. */
export async function findTemporalServer(env: NodeJS.ProcessEnv, say: Say): Promise<TemporalServerPrograms> {
  const goMod = readFileSync(join(FOLDER, 'go.mod'), 'utf8');
  const pins = createHash('sha256')
    .update(goMod)
    .update(readFileSync(join(FOLDER, 'go.sum')))
    .digest('hex');
  const version = pinnedVersion(goMod, MODULE);
  const cache = createBinaryCache(writableCache([userCache(env), join(root, '.local', 'cache')]), say);
  const entry: CacheEntry = {
    folder: `temporal-server-${version}-${process.platform}-${process.arch}-${pins.slice(0, 8)}`,
    file: 'server',
    works: (path) => works(path, runCommand),
  };
  const found = await cache.findOrMake(entry, (folder) => build(folder, { env, say, cache }));
  if ('reason' in found) {
    throw new Error(
      `The Temporal server could not be built: ${found.reason}. It needs Go (https://go.dev/dl).`,
    );
  }
  return { server: found.path, sql: join(dirname(found.path), 'sql'), version };
}

/** Both are there and answer. */
async function works(server: string, run: RunCommand): Promise<boolean> {
  for (const path of [server, join(dirname(server), 'sql')]) {
    const { code, output } = await run(path, ['--version'], { timeoutMs: 30_000 });
    if (code !== 0 || !output.includes('version')) return false;
  }
  return true;
}

async function build(
  folder: string,
  { env, say, cache }: { env: NodeJS.ProcessEnv; say: Say; cache: BinaryCache },
) {
  const fallbackCache = env.HOME && cache.root.startsWith(env.HOME) ? undefined : cache.root;
  for (const part of BUILDS) {
    const given = { ...part, moduleFolder: FOLDER, ldflags: '-s -w' };
    const made = await buildWithGo(given, folder, { run: runCommand, say, env, fallbackCache });
    if (!made.ok) return made;
  }
  return { ok: true as const };
}
