import { join } from 'node:path';
import { connect } from '../../src/db/connection.ts';
import { migrateToLatest } from '../../src/db/migrate.ts';
import { type AppSettings, BUCKET, createApi, createWorker, localSettings } from './app.ts';
import { makeBucket } from './object-store.ts';
import type { Part, PartWatch } from './part.ts';
import type { Ports } from './ports.ts';
import { type Say, withPatience } from './progress.ts';
import type { Secrets } from './secrets.ts';
import { type ServerAddresses, type Servers, startServers } from './servers.ts';
import type { StackAddresses } from './stack-file.ts';
import { keepTenant, type TestTenant } from './tenant.ts';

export interface LocalStackOptions {
  /** Holds the data; a folder of its own for each stack. */
  home: string;
  secrets: Secrets;
  ports: Ports;
  /** Whether the usual ports are asked for first; else any free ones. */
  usualPorts: boolean;
  /** False for data that nobody will miss after a power cut: faster. */
  durable: boolean;
  /** Settings that differ from what a local stack has, for the API and the worker. */
  settings?: AppSettings;
  env: NodeJS.ProcessEnv;
  say: Say;
  signal: AbortSignal;
  watch?: PartWatch;
}

/** Everything that a verification needs, each part startable and stoppable by itself. */
export interface LocalStack extends StackAddresses {
  tenant: TestTenant;
  settings: AppSettings;
  servers: Servers;
  api: Part;
  worker: Part;
  /** In order: the application first, so that its last writes find the servers. */
  stop(): Promise<void>;
}

const USUAL = { api: 3000, worker: 3001 };
const ORGANIZATION = 'Harbour Bank';

export const logsOf = (home: string): string => join(home, 'logs');

/** Brings schema and bucket up to date, and the tenant to try with. */
async function prepareData(servers: ServerAddresses, known: TestTenant | undefined): Promise<TestTenant> {
  const address = {
    endpoint: servers.s3Endpoint,
    accessKey: servers.s3AccessKey,
    secretKey: servers.s3SecretKey,
  };
  const db = connect({ url: servers.databaseUrl, pool: 2 });
  try {
    const [tenant] = await Promise.all([
      migrateToLatest(db).then(() => keepTenant(db, known, ORGANIZATION, 'local stack')),
      makeBucket(address, BUCKET),
    ]);
    return tenant;
  } finally {
    await db.destroy();
  }
}

async function portOf(options: LocalStackOptions, what: string, key: 'PORT' | 'WORKER_PORT', usual: number) {
  if (!options.usualPorts) return options.ports.any();
  const wanted = Number(options.env[key] || usual);
  const port = await options.ports.next(wanted);
  if (port !== wanted) options.say(`Port ${wanted} is taken: the ${what} listens on ${port}.`);
  return port;
}

async function startApplication(parts: Part[], say: Say): Promise<void> {
  const started = await Promise.allSettled(
    parts.map((part) =>
      withPatience(say, { doing: `starting the ${part.name}`, usually: '2 to 5 s' }, () => part.start()),
    ),
  );
  const failed = started.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

/**
 * Brings up the servers, then schema, bucket and tenant, then the API and the worker; resolves when both say that
 * they are ready. Where anything fails, all that was started is ended and the error is thrown.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { say, signal, secrets, env, watch } = options;
  const logs = logsOf(options.home);
  const servers = await startServers({ ...options, logs, ui: true });
  const application: Part[] = [];
  const stop = async () => {
    await Promise.all(application.map((part) => part.stop()));
    await servers.stop();
  };
  try {
    const tenant = await prepareData(servers, secrets.tenant);
    signal.throwIfAborted();
    // The worker first: an API that has to move does not push it.
    const workerPort = await portOf(options, 'worker', 'WORKER_PORT', USUAL.worker);
    const port = await portOf(options, 'API', 'PORT', USUAL.api);
    const settings = { ...localSettings(servers, secrets, port, workerPort), ...options.settings };
    const app = { settings, logs, env, ...(watch ? { watch } : {}) };
    const api = createApi(app);
    const worker = createWorker(app);
    application.push(api, worker);
    const onAbort = () => void Promise.all(application.map((part) => part.stop()));
    signal.addEventListener('abort', onAbort);
    await startApplication(application, say);
    signal.removeEventListener('abort', onAbort);
    signal.throwIfAborted();
    return {
      apiUrl: `http://127.0.0.1:${port}`,
      workerUrl: `http://127.0.0.1:${workerPort}`,
      temporalAddress: servers.temporalAddress,
      temporalUiUrl: servers.temporalUiUrl ?? null,
      s3Endpoint: servers.s3Endpoint,
      databaseUrl: servers.databaseUrl,
      secretKey: tenant.secretKey,
      publishableKey: tenant.publishableKey,
      tenant,
      settings,
      servers,
      api,
      worker,
      stop,
    };
  } catch (error) {
    await stop();
    throw signal.aborted ? signal.reason : error;
  }
}
