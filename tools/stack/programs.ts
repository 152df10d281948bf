import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BinaryCache, CacheEntry, Made } from './binary-cache.ts';
import type { RunCommand } from './command.ts';
import { buildWithGo, type GoBuild, pinnedVersion } from './go-build.ts';
import { root } from './places.ts';
import type { Say } from './progress.ts';
import { resolveProgram, type Source } from './resolve.ts';
import { downloadTemporal, temporalDownloadUrl } from './temporal-download.ts';

/** What finding a program needs from the world; tests hand in their own. */
export interface Finding {
  run: RunCommand;
  say: Say;
  env: NodeJS.ProcessEnv;
  cache: BinaryCache;
  fetch: typeof fetch;
}

const COMPOSE = 'or use "docker compose up", which needs no program but Docker.';

async function answersVersion(run: RunCommand, path: string, pattern: RegExp): Promise<boolean> {
  if (!existsSync(path)) return false;
  const { code, output } = await run(path, ['--version'], { timeoutMs: 30_000 });
  return code === 0 && pattern.test(output);
}

function onPath(name: string, answer: RegExp, finding: Finding): Source {
  const folders = (finding.env.PATH ?? '').split(delimiter).filter(Boolean);
  const isExecutable = (path: string) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return {
    name: `"${name}" on PATH`,
    async find() {
      const path = folders.map((folder) => join(folder, name)).find(isExecutable);
      if (!path) return { reason: 'not found' };
      if (await answersVersion(finding.run, path, answer)) return { path };
      return { reason: `${path} does not answer --version as it should` };
    },
  };
}

function inCache(entry: CacheEntry, { cache }: Finding): Source {
  return {
    name: 'cache',
    async find() {
      const path = await cache.find(entry);
      return path ? { path } : { reason: 'nothing there' };
    },
  };
}

function intoCache(
  name: string,
  entry: CacheEntry,
  finding: Finding,
  make: (folder: string) => Promise<Made>,
): Source {
  return { name, find: () => finding.cache.findOrMake(entry, make) };
}

/** The pinned version and the place in the cache of a server that has a Go module under tools/. */
function pinned(folder: string, module: string, answer: RegExp, { run }: Finding) {
  const moduleFolder = join(root, 'tools', folder);
  const goMod = readFileSync(join(moduleFolder, 'go.mod'), 'utf8');
  const version = pinnedVersion(goMod, module);
  const pins = createHash('sha256')
    .update(goMod)
    .update(readFileSync(join(moduleFolder, 'go.sum')));
  const entry: CacheEntry = {
    folder: `${folder}-${version}-${process.platform}-${process.arch}-${pins.digest('hex').slice(0, 8)}`,
    file: folder,
    works: (path) => answersVersion(run, path, answer),
  };
  return { moduleFolder, version, entry };
}

function goSource(build: GoBuild, entry: CacheEntry, finding: Finding): Source {
  const { run, say, env, cache } = finding;
  const fallbackCache = env.HOME && cache.root.startsWith(env.HOME) ? undefined : cache.root;
  return intoCache('Go build', entry, finding, (folder) =>
    buildWithGo(build, folder, { run, say, env, fallbackCache }),
  );
}

/** The Temporal command line program, which holds the dev server. */
export function findTemporal(finding: Finding): Promise<{ path: string; from: string }> {
  const answer = /temporal version/;
  const { moduleFolder, version, entry } = pinned('temporal', 'github.com/temporalio/cli', answer, finding);
  const url = temporalDownloadUrl(version, process.platform, process.arch);
  const download: Source = url
    ? intoCache('official download', entry, finding, async (folder) => {
        const made = await downloadTemporal(url, folder, finding);
        if (!made.ok) {
          finding.say(`The official download of the Temporal server failed (${made.reason}); trying Go.`);
        }
        return made;
      })
    : { name: 'official download', find: async () => ({ reason: 'none for this system' }) };
  const build: GoBuild = {
    what: 'Temporal server',
    moduleFolder,
    package: 'github.com/temporalio/cli/cmd/temporal',
    output: 'temporal',
    ldflags: `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${version.slice(1)}`,
    usually: '3 to 5 minutes on 2 cores',
  };
  return resolveProgram({
    what: 'Temporal server',
    sources: [
      onPath('temporal', answer, finding),
      inCache(entry, finding),
      download,
      goSource(build, entry, finding),
    ],
    advice: `Install the Temporal CLI (https://docs.temporal.io/cli) or Go (https://go.dev/dl), or set TEMPORAL_ADDRESS, ${COMPOSE}`,
  });
}

export type ObjectStoreKind = 'versitygw' | 'minio';

/**
 * A server that speaks S3. Where data of one kind is there already, that kind is looked for first: the two do not
 * read each other's folders.
 */
export async function findObjectStore(
  finding: Finding,
  preferred: ObjectStoreKind | undefined,
): Promise<{ kind: ObjectStoreKind; path: string; from: string }> {
  const answer = /Version\s*:/;
  const module = 'github.com/versity/versitygw';
  const { moduleFolder, version, entry } = pinned('versitygw', module, answer, finding);
  const minioSource = onPath('minio', /minio version/i, finding);
  const build: GoBuild = {
    what: 'object store (versitygw)',
    moduleFolder,
    package: `${module}/cmd/versitygw`,
    output: 'versitygw',
    ldflags: `-s -w -X main.Version=${version}`,
    usually: 'a minute on 2 cores',
  };
  const versitygw = [
    onPath('versitygw', answer, finding),
    ...(preferred === 'versitygw' ? [] : [minioSource]),
    inCache(entry, finding),
    goSource(build, entry, finding),
  ];
  const found = await resolveProgram({
    what: 'object store',
    sources: preferred === 'minio' ? [minioSource, ...versitygw.filter((s) => s !== minioSource)] : versitygw,
    advice: `Install Go (https://go.dev/dl), versitygw or minio, or set S3_ENDPOINT, S3_ACCESS_KEY and S3_SECRET_KEY, ${COMPOSE}`,
  });
  return { ...found, kind: found.from === minioSource.name ? 'minio' : 'versitygw' };
}
