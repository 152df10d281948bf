import { mkdtempSync, rmSync } from 'node:fs';
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
import { createOwnDatabase } from './own-database.ts';
import { openOwnTemporal } from './own-temporal.ts';
import { testConfig } from './stack.ts';

/** The API and the worker as the product starts them: two processes, with a database and a namespace of their own. */
export interface RunningService {
  apiUrl: string;
  api: Part;
  worker: Part;
  db: Knex;
  newTenant(): Promise<{ organizationId: string; keys: Record<Environment, string> }>;
  stop(): Promise<void>;
}

export async function startService(settings: AppSettings = {}): Promise<RunningService> {
  const config = testConfig();
  const database = await createOwnDatabase(config.DATABASE_URL, 2);
  const temporal = await openOwnTemporal(config);
  const logs = mkdtempSync(join(tmpdir(), 'idbeyond-service-'));
  const ports = createPorts();
  const port = await ports.any();
  const options = {
    logs,
    env: process.env,
    settings: {
      HOST: '127.0.0.1',
      PORT: String(port),
      WORKER_PORT: String(await ports.any()),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      DATABASE_URL: database.url,
      TEMPORAL_NAMESPACE: temporal.worker.namespace,
      ...settings,
    },
  };
  const api = createApi(options);
  const worker = createWorker(options);
  await Promise.all([api.start(), worker.start()]);
  return {
    apiUrl: `http://127.0.0.1:${port}`,
    api,
    worker,
    db: database.db,
    newTenant: () => newTenant(database.db),
    stop: async () => {
      await Promise.all([api.stop(), worker.stop()]);
      await temporal.close();
      await database.drop();
      rmSync(logs, { recursive: true });
    },
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
