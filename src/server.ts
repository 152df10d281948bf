import { createObjectStore } from './adapters/object-store.ts';
import { createTemporalClient, isTemporalReachable } from './adapters/temporal.ts';
import { createApp } from './api/app.ts';
import { errorFields } from './api/error-fields.ts';
import type { ReadinessCheck } from './api/readiness.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { createKeyRing } from './crypto/key-ring.ts';
import { connect } from './db/connection.ts';
import { pendingMigrations } from './db/migrate.ts';
import { DEFAULT_POLICY } from './domain/policy.ts';
import { isAddressWithin } from './domain/reserved-address.ts';
import { createHttpServer } from './http-server.ts';
import { createLog, type Logger } from './log.ts';
import { createVerificationClient } from './relay/verification-client.ts';
import { createVisionPool } from './vision/pool.ts';

/** sysexits.h EX_CONFIG. */
const EXIT_CONFIG = 78;

/** Joins the sockets of the API. None is opened before it is first used, so it starts whatever is away. */
function compose(config: Config, log: Logger) {
  const db = connect({
    url: config.DATABASE_URL,
    pool: config.DATABASE_POOL,
    onError: () => log.warn({ code: 'DATABASE_CONNECTION_LOST' }),
  });
  const objectStore = createObjectStore({
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    bucket: config.S3_BUCKET,
    accessKey: config.S3_ACCESS_KEY,
    secretKey: config.S3_SECRET_KEY,
  });
  const temporal = createTemporalClient(temporalOptions(config));
  const vision = createVisionPool({ size: config.VISION_SLOTS });
  const readiness: ReadinessCheck[] = [
    { name: 'database', required: true, answers: async () => (await db.raw('select 1')).rows.length === 1 },
    { name: 'migrations', required: true, answers: async () => (await pendingMigrations(db)).length === 0 },
    { name: 'object store', required: true, answers: () => objectStore.isReachable() },
    { name: 'temporal', required: false, answers: () => isTemporalReachable(temporal) },
    { name: 'staying', required: true, answers: async () => server.isStaying() },
  ];
  const app = createApp({
    db,
    keys: createKeyRing(config.MASTER_KEYS),
    verification: createVerificationClient(temporal),
    objectStore,
    inspectPicture: (bytes) => vision.inspect(bytes),
    clock: () => new Date(),
    publicUrl: config.PUBLIC_URL,
    initialPolicy: DEFAULT_POLICY,
    allowLoopbackInTest: config.ALLOW_LOOPBACK_IN_TEST,
    allowedWebhookCidrs: config.WEBHOOK_ALLOWED_CIDRS,
    readiness,
    log,
  });
  const server = createHttpServer(app.callback());
  const close = async () => {
    await vision.close();
    await temporal.connection.close();
    await db.destroy();
  };
  return { server, close };
}

function temporalOptions(config: Config) {
  const { TEMPORAL_TLS_CERT: certificate, TEMPORAL_TLS_KEY: key } = config;
  return {
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    keys: config.CODEC_KEYS,
    tls: certificate && key ? { certificate, key } : undefined,
    apiKey: config.TEMPORAL_API_KEY,
  };
}

/** Blocks that are not well formed would otherwise be found by the first request that names an address. */
function checkBlocks({ WEBHOOK_ALLOWED_CIDRS: blocks }: Config): void {
  try {
    isAddressWithin('::', blocks);
  } catch {
    throw new ConfigError('WEBHOOK_ALLOWED_CIDRS: must be blocks like 10.1.0.0/16, comma separated');
  }
}

/** Resolves at the first signal. Later ones change nothing: a terminal and npm both pass on the same Ctrl-C. */
function askedToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, resolve);
  });
}

async function main(): Promise<void> {
  const config = readConfig();
  checkBlocks(config);
  const log = createLog({ level: config.LOG_LEVEL, name: 'api' });
  process.on('uncaughtException', (error) => {
    log.fatal({ code: 'UNCAUGHT', ...errorFields(error) });
    process.exit(1);
  });
  const { server, close } = compose(config, log);
  const port = await server.listen(config.PORT, config.HOST);
  log.info({ code: 'LISTENING', host: config.HOST, port });
  log.info({ code: 'STOPPING', signal: await askedToStop() });
  const cut = await server.stop(config.SHUTDOWN_GRACE_SECONDS * 1000);
  await close();
  log.info({ code: 'STOPPED', cut });
}

main().catch((error: unknown) => {
  const isConfig = error instanceof ConfigError;
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`${isConfig ? message : stack}\n`);
  process.exit(isConfig ? EXIT_CONFIG : 1);
});
