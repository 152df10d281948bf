import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { createTemporalClient } from '../src/adapters/temporal.ts';
import { readConfig } from '../src/config.ts';
import { connect } from '../src/db/connection.ts';
import { migrateToLatest } from '../src/db/migrate.ts';
import { temporalOptions } from '../src/sockets.ts';
import { takeAnyPicture } from '../test/support/lenient-policy.ts';
import {
  type AppSettings,
  BUCKET,
  createApi,
  createWorker,
  isReady,
  localSettings,
} from '../tools/stack/app.ts';
import { makeBucket } from '../tools/stack/object-store.ts';
import { removeFolder } from '../tools/stack/outside-folder.ts';
import { createPart, type Part } from '../tools/stack/part.ts';
import { root } from '../tools/stack/places.ts';
import { createPorts, type Ports } from '../tools/stack/ports.ts';
import type { Say } from '../tools/stack/progress.ts';
import { newSecrets } from '../tools/stack/secrets.ts';
import { type ServerAddresses, startServers } from '../tools/stack/servers.ts';
import { makeTenant } from '../tools/stack/tenant.ts';
import type { Watched } from './process-usage.ts';
import { startTemporalOnPostgres } from './temporal-on-postgres.ts';

export type TemporalKind = 'dev' | 'postgres';

export interface BenchStack {
  apiUrl: string;
  secretKey: string;
  /** The client's own pool. */
  db: Knex;
  temporal: Client;
  /** Every process that takes part, this one as the client. */
  watched(): Watched[];
  /** Ends the worker that reads by a stub, and starts the product's own. */
  readForReal(): Promise<void>;
  stop(): Promise<void>;
}

export interface BenchStackOptions {
  temporal: TemporalKind;
  /** Most clients at once. */
  clients: number;
  env: NodeJS.ProcessEnv;
  say: Say;
  signal: AbortSignal;
}

/** Addresses in the environment are about other servers: a benchmark has all of its own. */
const FOREIGN = ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'S3_ENDPOINT'];

/** Servers, API and workers on data and ports of their own, kept as safely as an installation keeps them. */
export async function startBenchStack(options: BenchStackOptions): Promise<BenchStack> {
  const home = mkdtempSync(join(tmpdir(), 'idbeyond-bench-'));
  chmodSync(home, 0o711);
  const logs = join(home, 'logs');
  mkdirSync(logs);
  const closing: (() => unknown)[] = [() => removeData(home)];
  const stop = async () => {
    for (const close of closing.reverse()) await close();
    closing.length = 0;
  };
  try {
    return await assemble({ ...options, home, logs, closing, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where this is root, PostgreSQL's folder may lie outside and is removed with it. */
function removeData(home: string): void {
  removeFolder(join(home, 'postgres'));
  rmSync(home, { recursive: true, force: true });
}

interface Building extends BenchStackOptions {
  home: string;
  logs: string;
  closing: (() => unknown)[];
  stop(): Promise<void>;
}

async function assemble(building: Building): Promise<BenchStack> {
  const { closing, clients, logs, env } = building;
  const ports = createPorts();
  const secrets = newSecrets();
  const { addresses, parts } = await startBoth(building, ports, secrets);
  const db = connect({ url: addresses.databaseUrl, pool: clients });
  closing.push(() => db.destroy());
  await migrateToLatest(db);
  await db.raw('create table bench_rows (id uuid primary key, note text not null)');
  const { s3Endpoint: endpoint, s3AccessKey: accessKey, s3SecretKey: secretKey } = addresses;
  await makeBucket({ endpoint, accessKey, secretKey }, BUCKET);
  const tenant = await makeTenant(db, 'Bench', 'bench');
  await takeAnyPicture(db, tenant.organizationId);

  const settings = localSettings(addresses, secrets, await ports.any(), await ports.any());
  const floor = { ...settings, WORKER_PORT: String(await ports.any()) };
  const api = createApi({ settings, logs, env });
  const stubbed = createBenchProcess('worker-stub', 'bench/stub-worker.ts', settings, building);
  const real = createWorker({ settings, logs, env });
  const floorWorker = createBenchProcess('worker-floor', 'bench/floor-worker.ts', floor, building);
  closing.push(() => Promise.all([api, stubbed, real, floorWorker].map((part) => part.stop())));
  await Promise.all([api, stubbed, floorWorker].map((part) => part.start()));

  const temporal = createTemporalClient(temporalOptions(readConfig(settings as NodeJS.ProcessEnv)));
  closing.push(() => temporal.connection.close());
  const named: [string, Part][] = [
    ['api', api],
    ['worker (stub)', stubbed],
    ['worker', real],
    ['floor worker', floorWorker],
    ...parts,
  ];
  return {
    apiUrl: settings.PUBLIC_URL ?? '',
    secretKey: tenant.secretKey,
    db,
    temporal,
    watched: () => [
      { name: 'client', pid: process.pid, alone: true },
      ...named.flatMap(([name, { pid }]) => (pid === undefined ? [] : [{ name, pid }])),
    ],
    readForReal: async () => {
      await stubbed.stop();
      await real.start();
    },
    stop: building.stop,
  };
}

/** The servers, with Temporal as asked for. */
async function startBoth(
  building: Building,
  ports: Ports,
  secrets: ReturnType<typeof newSecrets>,
): Promise<{ addresses: ServerAddresses; parts: [string, Part][] }> {
  const { env: given, home, logs, say, signal, closing, temporal } = building;
  const env = Object.fromEntries(Object.entries(given).filter(([name]) => !FOREIGN.includes(name)));
  const port = await ports.any();
  const onPostgres = temporal === 'postgres';
  const servers = await startServers({
    ...{ home, logs, secrets, ports, say, signal, usualPorts: false, durable: true, ui: false },
    env: onPostgres ? { ...env, TEMPORAL_ADDRESS: `127.0.0.1:${port}` } : env,
  });
  closing.push(() => servers.stop());
  const { databaseUrl } = servers;
  const own = onPostgres
    ? await startTemporalOnPostgres({ databaseUrl, home, logs, ports, port, env, say })
    : servers.temporal;
  if (onPostgres && own) closing.push(() => own.stop());
  const parts: [string, Part | undefined][] = [
    ['Temporal', own],
    ['PostgreSQL', servers.postgres],
    ['object store', servers.objectStore],
  ];
  return { addresses: servers, parts: parts.flatMap(([name, part]) => (part ? [[name, part]] : [])) };
}

function createBenchProcess(
  name: string,
  entry: string,
  settings: AppSettings,
  { logs, env }: Building,
): Part {
  return createPart({
    name,
    logFile: join(logs, `${name}.log`),
    launch: () => ({
      file: process.execPath,
      args: ['--import', 'tsx', join(root, entry)],
      cwd: root,
      env: { ...env, ...settings },
    }),
    isReady: () => isReady(`http://127.0.0.1:${settings.WORKER_PORT}/readyz`),
    readyWithinMs: 90_000,
    stopSignal: 'SIGTERM',
    graceMs: 5_000,
  });
}
