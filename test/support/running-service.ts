import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import { mintApiKey } from '../../src/crypto/api-key.ts';
import { insertApiKey } from '../../src/db/api-keys.ts';
import { insertOrganization } from '../../src/db/organizations.ts';
import type { Environment } from '../../src/domain/session.ts';
import { type AppSettings, createApi, createWorker } from '../../tools/stack/app.ts';
import type { Part } from '../../tools/stack/part.ts';
import { createPorts } from '../../tools/stack/ports.ts';
import { endWithProcess } from './end-with-process.ts';
import { createOwnDatabase } from './own-database.ts';
import { type OwnTemporal, openOwnTemporal } from './own-temporal.ts';
import { testConfig } from './stack.ts';

/** The API and the worker as the product starts them: processes, with a database and a namespace of their own. */
export interface RunningService {
  apiUrl: string;
  api: Part;
  worker: Part;
  /** Every process of each kind; `api` and `worker` are the first ones. */
  apis: RunningProcess[];
  workers: RunningProcess[];
  db: Knex;
  /** The namespace of the processes, to look into. */
  temporal: OwnTemporal;
  newTenant(): Promise<{ organizationId: string; keys: Record<Environment, string> }>;
  stop(): Promise<void>;
}

export interface RunningProcess {
  part: Part;
  url: string;
  /** Where `/metrics` is. */
  watchUrl: string;
}

export async function startService(
  settings: AppSettings = {},
  { apis: apiCount, workers: workerCount } = { apis: 1, workers: 1 },
): Promise<RunningService> {
  const config = testConfig();
  const database = await createOwnDatabase(config.DATABASE_URL, 2);
  const temporal = await openOwnTemporal(config);
  const logs = mkdtempSync(join(tmpdir(), 'idbeyond-service-'));
  const ports = createPorts();
  let publicUrl: string | undefined;
  const launch = async (kind: 'api' | 'worker', number: number): Promise<RunningProcess> => {
    const port = await ports.any();
    const watchPort = await ports.any();
    const own = join(logs, `${kind}-${number}`);
    mkdirSync(own);
    const address = (of: number) => `http://127.0.0.1:${of}`;
    const shared = {
      HOST: '127.0.0.1',
      DATABASE_URL: database.url,
      TEMPORAL_NAMESPACE: temporal.worker.namespace,
      // Events refer to the API, also those that a worker writes.
      PUBLIC_URL: publicUrl ?? address(port),
    };
    if (kind === 'worker') {
      const part = createWorker({
        logs: own,
        env: process.env,
        settings: { ...shared, WORKER_PORT: String(watchPort), ...settings },
      });
      return { part, url: address(watchPort), watchUrl: address(watchPort) };
    }
    const part = createApi({
      logs: own,
      env: process.env,
      settings: { ...shared, PORT: String(port), METRICS_PORT: String(watchPort), ...settings },
    });
    return { part, url: address(port), watchUrl: address(watchPort) };
  };
  const many = (kind: 'api' | 'worker', count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => launch(kind, index + 1)));
  const apis = await many('api', apiCount);
  publicUrl = apis[0]?.url;
  const workers = await many('worker', workerCount);
  const [api] = apis;
  const [worker] = workers;
  assert.ok(api && worker);
  const parts = [...apis, ...workers].map(({ part }) => part);
  const takeBack = endWithProcess(() => parts);
  const stop = async () => {
    takeBack();
    await Promise.all(parts.map((part) => part.stop()));
    await temporal.close();
    await database.drop();
    rmSync(logs, { recursive: true });
  };
  try {
    await Promise.all(parts.map((part) => part.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    apiUrl: api.url,
    api: api.part,
    worker: worker.part,
    apis,
    workers,
    db: database.db,
    temporal,
    newTenant: () => newTenant(database.db),
    stop,
  };
}

async function newTenant(db: Knex) {
  const organizationId = uuidv7();
  const now = new Date();
  await insertOrganization(db, { id: organizationId, name: 'Harbour Bank' }, now);
  const mint = async (environment: Environment) => {
    const minted = mintApiKey('secret', environment);
    await insertApiKey(
      db,
      { organizationId, environment },
      { id: uuidv7(), kind: 'secret', label: 'test', minted },
      now,
    );
    return minted.key;
  };
  return { organizationId, keys: { test: await mint('test'), live: await mint('live') } };
}
