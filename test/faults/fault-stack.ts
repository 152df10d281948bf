import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { createTemporalClient } from '../../src/adapters/temporal.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { connect } from '../../src/db/connection.ts';
import { migrateToLatest } from '../../src/db/migrate.ts';
import { bundleWorkflows } from '../../src/workflow-bundle.ts';
import {
  type AppOptions,
  type AppSettings,
  BUCKET,
  createApi,
  createWorker,
  localSettings,
} from '../../tools/stack/app.ts';
import { makeBucket } from '../../tools/stack/object-store.ts';
import { removeFolder } from '../../tools/stack/outside-folder.ts';
import { createPart, type Part } from '../../tools/stack/part.ts';
import { root } from '../../tools/stack/places.ts';
import { createPorts } from '../../tools/stack/ports.ts';
import { recordOf } from '../../tools/stack/process-record.ts';
import { newSecrets } from '../../tools/stack/secrets.ts';
import { type Servers, startServers } from '../../tools/stack/servers.ts';
import { openStackFile } from '../../tools/stack/stack-file.ts';
import { makeTenant } from '../../tools/stack/tenant.ts';
import { endWithProcess } from '../support/end-with-process.ts';
import { takeAnyPicture } from '../support/lenient-policy.ts';
import { isLong } from './scale.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** One attempt at once and many more soon after: a test does not wait for days. */
const SHORT_SCHEDULE = [0, 0.2, 0.2, 0.2, 0.2, 0.3, ...Array<number>(40).fill(0.5)].join();

/** Servers and processes that belong to a test of faults alone, each to be stopped, killed and started at will. */
export interface FaultStack {
  config: Config;
  db: Knex;
  temporal: Client;
  apiUrl: string;
  secretKey: string;
  parts: Record<PartName, Part>;
  /**
   * Runs what only reads by a comment in the picture; the real worker reads pictures. Starts whatever a test that
   * failed has left down, so that the next one fails for reasons of its own.
   */
  use(worker: 'stub' | 'real'): Promise<void>;
  /** Ends a part with SIGKILL and starts it again at the same address. */
  kill(name: PartName): Promise<void>;
  /** The line from the API to Temporal; the worker has its own. */
  apiToTemporal: TcpProxy;
  stop(): Promise<void>;
}

export type PartName = 'postgres' | 'temporal' | 'objectStore' | 'api' | 'worker';

export async function startFaultStack(): Promise<FaultStack> {
  const home = mkdtempSync(join(tmpdir(), 'idbeyond-test-faults-'));
  const undo: (() => unknown)[] = [];
  try {
    return await assemble(home, undo);
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

/** In the reverse order. */
async function undoAll(undo: (() => unknown)[]): Promise<void> {
  for (const step of undo.reverse()) await step();
}

/** Whatever is opened is written down in `undo` at once, so that a start that fails leaves nothing behind. */
async function assemble(home: string, undo: (() => unknown)[]): Promise<FaultStack> {
  undo.push(() => keepLogsIfLong(home));
  // Passable, so that PostgreSQL's account gets to its folder.
  chmodSync(home, 0o711);
  const logs = join(home, 'logs');
  const ports = createPorts();
  const secrets = newSecrets();
  // Should this run be killed, the next one finds here what to end.
  const watch = openStackFile(home, recordOf('test', process.pid));
  const servers = await startServers({
    home,
    logs,
    secrets,
    ports,
    usualPorts: false,
    durable: false,
    ui: false,
    // Not those of the test run: they are not ours to stop.
    env: withoutServers(process.env),
    say: () => undefined,
    watch,
    signal: new AbortController().signal,
  });
  const own = ownParts(servers);
  undo.push(
    () => removeFolder(join(home, 'postgres')),
    servers.stop,
    endWithProcess(() => Object.values(own)),
  );
  const bundle = join(home, 'workflows.js');
  const settings: AppSettings = {
    ...localSettings(servers, secrets, await ports.any(), await ports.any()),
    TEMPORAL_NAMESPACE: 'default',
    WORKFLOW_BUNDLE: bundle,
    WEBHOOK_SCHEDULE: SHORT_SCHEDULE,
    LOG_LEVEL: 'info',
  };
  const config = readConfig(settings);
  const db = connect({ url: config.DATABASE_URL, pool: 4 });
  const temporal = createTemporalClient({
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    keys: config.CODEC_KEYS,
  });
  undo.push(
    () => db.destroy(),
    () => temporal.connection.close(),
  );
  await migrateToLatest(db);
  await makeBucket(addressOf(config), BUCKET);
  writeFileSync(bundle, (await bundleWorkflows()).code);
  const { secretKey, organizationId } = await makeTenant(db, 'Harbour Bank', 'faults');
  await takeAnyPicture(db, organizationId);

  const options: AppOptions = { settings, logs, env: process.env, watch };
  const workers = {
    real: createWorker(options),
    stub: createStubWorker(options),
  };
  const apiToTemporal = await startTcpProxy(config.TEMPORAL_ADDRESS);
  undo.push(apiToTemporal.close);
  const api = createApi({ ...options, settings: { ...settings, TEMPORAL_ADDRESS: apiToTemporal.address } });
  const parts: Record<PartName, Part> = { ...own, api, worker: workers.stub };
  undo.push(endWithProcess(() => [api, workers.real, workers.stub]));
  undo.push(() => Promise.all([parts.api.stop('SIGKILL'), parts.worker.stop('SIGKILL')]));
  await Promise.all([parts.api.start(), parts.worker.start()]);
  return {
    config,
    db,
    temporal,
    apiUrl: config.PUBLIC_URL,
    secretKey,
    parts,
    apiToTemporal,
    async use(worker) {
      apiToTemporal.mend();
      for (const name of ['postgres', 'temporal', 'objectStore', 'api'] as const)
        if (parts[name].pid === undefined) await parts[name].start();
      if (parts.worker === workers[worker] && parts.worker.pid !== undefined) return;
      await parts.worker.stop('SIGKILL');
      parts.worker = workers[worker];
      await parts.worker.start();
    },
    async kill(name) {
      await parts[name].stop('SIGKILL');
      await parts[name].start();
    },
    stop: () => undoAll(undo),
  };
}

function createStubWorker({ settings, logs, env, watch }: AppOptions): Part {
  return createPart({
    name: 'worker',
    logFile: join(logs, 'worker.log'),
    launch: () => ({
      file: process.execPath,
      args: ['--import', 'tsx', join(root, 'test', 'faults', 'stub-worker.ts')],
      cwd: root,
      env: { ...env, ...settings },
    }),
    isReady: () =>
      fetch(`http://127.0.0.1:${settings.WORKER_PORT}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    readyWithinMs: 90_000,
    stopSignal: 'SIGTERM',
    graceMs: 5_000,
    ...(watch ? { watch } : {}),
  });
}

function keepLogsIfLong(home: string): void {
  const logs = join(home, 'logs');
  const kept = join(tmpdir(), `idbeyond-faults-logs-${process.pid}`);
  if (isLong && existsSync(logs)) {
    cpSync(logs, kept, { recursive: true });
    process.stdout.write(`The logs of the processes are kept in ${kept}\n`);
  }
  rmSync(home, { recursive: true, force: true });
}

function withoutServers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DATABASE_URL: _d, TEMPORAL_ADDRESS: _t, S3_ENDPOINT: _s, ...rest } = env;
  return rest;
}

const addressOf = ({
  S3_ENDPOINT: endpoint,
  S3_ACCESS_KEY: accessKey,
  S3_SECRET_KEY: secretKey,
}: Config) => ({
  endpoint,
  accessKey,
  secretKey,
});

function ownParts({ postgres, temporal, objectStore }: Servers) {
  if (!postgres || !temporal || !objectStore) throw new Error('A fault test stops only servers of its own');
  return { postgres, temporal, objectStore };
}
