import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BinaryCache, CacheEntry, Found, Made } from './binary-cache.ts';
import type { RunCommand } from './command.ts';
import { root } from './places.ts';
import { type Say, withPatience } from './progress.ts';

interface Tools {
  run: RunCommand;
  say: Say;
  cache: BinaryCache;
}

const POM = join(root, 'tools', 'test-server', 'pom.xml');
const PROGRAM = 'temporal-test-server';
const MAIN_CLASS = 'io.temporal.testserver.TestServer';

/** Finds its jars beside itself, so that the folder can be renamed. */
const WRAPPER = `#!/bin/sh
exec java -cp "$(dirname "$0")/lib/*" ${MAIN_CLASS} "$@"
`;

async function fetchJars(folder: string, { run, say }: Tools): Promise<Made> {
  const maven = await run('mvn', ['--version'], { timeoutMs: 60_000 });
  if (maven.code === undefined) return { ok: false, reason: 'Maven (mvn) is not installed' };
  const args = [
    '-q',
    '-B',
    '-f',
    POM,
    'dependency:copy-dependencies',
    `-DoutputDirectory=${join(folder, 'lib')}`,
  ];
  const { code, output } = await withPatience(
    say,
    { doing: 'fetching the time-skipping test server with Maven', usually: '20 s, and only once' },
    () => run('mvn', args),
  );
  if (code !== 0) return { ok: false, reason: `mvn failed: ${output.trim().slice(-300)}` };
  writeFileSync(join(folder, PROGRAM), WRAPPER);
  chmodSync(join(folder, PROGRAM), 0o755);
  return { ok: true };
}

/** The server for tests that skip time: a program that takes a port, or the reason why there is none. */
export async function findTimeSkippingServer(tools: Tools): Promise<Found> {
  const java = await tools.run('java', ['-version'], { timeoutMs: 60_000 });
  if (java.code !== 0) return { reason: 'Java is not installed' };
  const pins = createHash('sha256').update(readFileSync(POM)).update(WRAPPER).digest('hex');
  const entry: CacheEntry = {
    folder: `${PROGRAM}-${pins.slice(0, 8)}`,
    file: PROGRAM,
    // It knows no --version; without a port it explains itself and ends.
    works: async (path) => (await tools.run(path, [], { timeoutMs: 60_000 })).output.startsWith('Usage:'),
  };
  return tools.cache.findOrMake(entry, (folder) => fetchJars(folder, tools));
}
