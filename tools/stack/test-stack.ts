import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../src/db/connection.ts';
import { migrateToLatest } from '../../src/db/migrate.ts';
import { BUCKET, serverSettings } from './app.ts';
import { createBinaryCache, writableCache } from './binary-cache.ts';
import { type Borrowed, borrowBucket, borrowDatabase } from './borrowed.ts';
import { interruptible } from './command.ts';
import { makeBucket } from './object-store.ts';
import { removeFolder } from './outside-folder.ts';
import { userCache } from './places.ts';
import { createPorts, type Ports } from './ports.ts';
import { isRunning, recordOf, startOf } from './process-record.ts';
import type { Say } from './progress.ts';
import { newSecrets, type Secrets } from './secrets.ts';
import { type Servers, startServers } from './servers.ts';
import { endLeftovers, openStackFile, readStack, type StackFile, testsName } from './stack-file.ts';
import { findTimeSkippingServer } from './time-skipping-server.ts';

export interface TestStackOptions {
  /** False for tests that need none. */
  servers: boolean;
  env: NodeJS.ProcessEnv;
  say: Say;
  signal: AbortSignal;
}

export interface TestStack {
  /** A temporary folder of this run. */
  home: string;
  /** Where the tests find the servers, by the keys of src/config.ts. */
  settings: NodeJS.ProcessEnv;
  /** Writes down the process that runs the tests, so that a run that is killed leaves nothing unknown. */
  recordTests(pid: number): void;
  /** What the person should know at the end, such as tests that could not run here. */
  notes: string[];
  stop(): Promise<void>;
}

const PREFIX = 'idbeyond-test-';

function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), PREFIX));
  // Passable, so that PostgreSQL's account gets to its folder.
  if (process.getuid?.() === 0) chmodSync(home, 0o711);
  return home;
}

function removeHome(home: string): void {
  removeFolder(join(home, 'postgres'));
  rmSync(home, { recursive: true, force: true });
}

/** Ends the servers, and removes the data, of runs that were killed. */
export async function sweepKilledRuns(folder: string, say: Say): Promise<void> {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(PREFIX))) {
    const home = join(folder, name);
    if (statSync(home, { throwIfNoEntry: false })?.uid !== process.getuid?.()) continue;
    const record = readStack(home);
    if (!record || isRunning(record.supervisor)) continue;
    const ended = await endLeftovers(record.processes);
    removeHome(home);
    if (ended.length > 0)
      say(`An earlier test run was killed; ended what it left running: ${ended.join(', ')}.`);
  }
}

/** A database and a bucket that are the tests' own, on whichever server. */
async function prepareData(servers: Servers, borrowed: Borrowed[]) {
  const address = {
    endpoint: servers.s3Endpoint,
    accessKey: servers.s3AccessKey,
    secretKey: servers.s3SecretKey,
  };
  let { databaseUrl } = servers;
  if (!servers.postgres) {
    const database = await borrowDatabase(databaseUrl);
    borrowed.push(database);
    databaseUrl = database.url;
  }
  let bucket = BUCKET;
  if (servers.objectStore) await makeBucket(address, bucket);
  else {
    const own = await borrowBucket(address);
    borrowed.push(own);
    bucket = own.name;
  }
  const db = connect({ url: databaseUrl, pool: 1 });
  try {
    await migrateToLatest(db);
  } finally {
    await db.destroy();
  }
  return { databaseUrl, bucket };
}

async function startTestServers(
  home: string,
  options: TestStackOptions,
  secrets: Secrets,
  ports: Ports,
  file: StackFile,
) {
  const watch = {
    started: file.started,
    gone: file.gone,
    died: (name: string, how: string) => options.say(`${name} ${how} unexpectedly.`),
  };
  const logs = join(home, 'logs');
  const shared = { home, logs, secrets, ports, usualPorts: false, durable: false, ui: false };
  return startServers({ ...shared, ...options, watch });
}

async function timeSkipping(home: string, { env, say, signal }: TestStackOptions, notes: string[]) {
  const cache = createBinaryCache(writableCache([userCache(env), join(home, 'cache')]), say);
  const run = interruptible(signal);
  const found = await findTimeSkippingServer({ run, say, cache });
  if ('path' in found) return { TIME_SKIPPING_SERVER: found.path };
  if (env.IDBEYOND_ALL_TESTS) throw new Error(`IDBEYOND_ALL_TESTS is set, but ${found.reason}.`);
  const note = `The time-skipping tests are skipped: ${found.reason}.`;
  say(note);
  notes.push(note);
  return {};
}

/** Servers with temporary data on free ports, for one run of the tests; never touches a stack of the checkout. */
export async function startTestStack(given: TestStackOptions): Promise<TestStack> {
  const failing = new AbortController();
  const options = { ...given, signal: AbortSignal.any([given.signal, failing.signal]) };
  process.umask(0o077);
  await sweepKilledRuns(tmpdir(), options.say);
  const home = makeHome();
  const file = openStackFile(home, recordOf('test', process.pid));
  const recordTests = (pid: number) => {
    const startedAt = startOf(pid);
    if (startedAt) file.started({ name: testsName(pid), pid, startedAt });
  };
  const notes: string[] = [];
  const borrowed: Borrowed[] = [];
  let servers: Servers | undefined;
  const stop = async () => {
    // What is on our own servers goes with them.
    const givenBack = await Promise.allSettled(borrowed.map((thing) => thing.giveBack()));
    await servers?.stop();
    removeHome(home);
    const failed = givenBack.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  };
  const settings: NodeJS.ProcessEnv = { IDBEYOND_HOME: join(home, 'local') };
  if (!options.servers) return { home, settings, recordTests, notes, stop };
  try {
    const secrets = newSecrets();
    const ports = createPorts();
    const skipping = timeSkipping(home, options, notes);
    // Awaited below; this only keeps an early rejection from counting as unhandled.
    skipping.catch(() => undefined);
    servers = await startTestServers(home, options, secrets, ports, file);
    const { databaseUrl, bucket } = await prepareData(servers, borrowed);
    Object.assign(settings, serverSettings(servers, secrets), await skipping, {
      DATABASE_URL: databaseUrl,
      S3_BUCKET: bucket,
      PUBLIC_URL: `http://127.0.0.1:${await ports.any()}`,
    });
    return { home, settings, recordTests, notes, stop };
  } catch (error) {
    failing.abort(error);
    await stop();
    throw given.signal.aborted ? given.signal.reason : error;
  }
}
