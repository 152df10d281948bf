import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Made } from './binary-cache.ts';
import type { RunCommand } from './command.ts';
import { type Say, withPatience } from './progress.ts';

export interface GoBuild {
  /** As a person calls it. */
  what: string;
  /** The folder with go.mod and go.sum. */
  moduleFolder: string;
  package: string;
  output: string;
  /** Linker flags, the version among them. */
  ldflags: string;
  usually: string;
}

interface Tools {
  run: RunCommand;
  say: Say;
  env: NodeJS.ProcessEnv;
  /** For Go's own caches where there is no home folder to hold them. */
  fallbackCache: string | undefined;
}

function newEnough(found: string, wanted: string): boolean {
  const [a = 0, b = 0, c = 0] = found.split('.').map(Number);
  const [x = 0, y = 0, z = 0] = wanted.split('.').map(Number);
  return a !== x ? a > x : b !== y ? b > y : c >= z;
}

/** The version that a go.mod asks for, by its `go` line. */
export function goVersionWanted(goMod: string): string {
  const version = /^go (\d+\.\d+(?:\.\d+)?)$/m.exec(goMod)?.[1];
  if (!version) throw new Error('go.mod has no go line');
  return version;
}

/** The version of a module that a go.mod pins. */
export function pinnedVersion(goMod: string, module: string): string {
  const line = goMod.split('\n').find((text) => text.trim().startsWith(`${module} v`));
  const version = line?.trim().split(/\s+/)[1];
  if (!version) throw new Error(`go.mod does not pin ${module}`);
  return version;
}

/**
 * Says why Go cannot build the module here, or undefined where it can. A Go of 1.21 or later fetches the version
 * that a go.mod asks for by itself, unless GOTOOLCHAIN=local forbids it.
 */
export async function whyNotGo(run: RunCommand, wanted: string): Promise<string | undefined> {
  const { code, output } = await run('go', ['env', 'GOVERSION', 'GOTOOLCHAIN'], { timeoutMs: 20_000 });
  if (code === undefined) return 'Go is not installed';
  const [version = '', toolchain = ''] = output.trim().split('\n');
  const found = /^go(\d+\.\d+(?:\.\d+)?)/.exec(version)?.[1];
  if (code !== 0 || !found) return `"go env" failed: ${output.trim().slice(0, 200)}`;
  if (newEnough(found, wanted)) return undefined;
  if (newEnough(found, '1.21.0') && !toolchain.startsWith('local')) return undefined;
  return `Go ${found} is too old, ${wanted} is needed`;
}

function goEnvironment({ env, fallbackCache }: Tools): NodeJS.ProcessEnv {
  const settings: NodeJS.ProcessEnv = {
    ...env,
    // go.mod and go.sum say what is built; a build never changes them.
    GOFLAGS: '-mod=readonly',
    GOWORK: 'off',
    CGO_ENABLED: '0',
  };
  if (!fallbackCache) return settings;
  return {
    ...settings,
    GOCACHE: env.GOCACHE ?? join(fallbackCache, 'go-build'),
    GOPATH: env.GOPATH ?? join(fallbackCache, 'go'),
  };
}

/** Builds the pinned module into the folder. */
export async function buildWithGo(build: GoBuild, folder: string, tools: Tools): Promise<Made> {
  const wanted = goVersionWanted(readFileSync(join(build.moduleFolder, 'go.mod'), 'utf8'));
  const reason = await whyNotGo(tools.run, wanted);
  if (reason) return { ok: false, reason };
  let fetched = 0;
  let compiled = 0;
  const args = ['build', '-C', build.moduleFolder, '-trimpath', '-buildvcs=false', '-v'];
  args.push('-ldflags', build.ldflags, '-o', join(folder, build.output), build.package);
  const { code, output } = await withPatience(
    tools.say,
    {
      doing: `building the ${build.what} with Go`,
      usually: `${build.usually}, and only once`,
      detail: () => `, ${fetched} modules fetched, ${compiled} packages compiled`,
    },
    () =>
      tools.run('go', args, {
        env: goEnvironment(tools),
        onLine: (line) => {
          if (line.startsWith('go: downloading')) fetched += 1;
          else compiled += 1;
        },
      }),
  );
  if (code === 0) return { ok: true };
  const errors = output.split('\n').filter((line) => line && !line.startsWith('go: downloading'));
  return { ok: false, reason: `go build failed: ${errors.slice(-3).join(' / ').slice(0, 500)}` };
}
