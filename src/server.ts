import { isTemporalReachable } from './adapters/temporal.ts';
import { createApp } from './api/app.ts';
import { errorFields } from './api/error-fields.ts';
import type { ReadinessCheck } from './api/readiness.ts';
import { askedToStop } from './asked-to-stop.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { VERSION } from './contract/version.ts';
import { createKeyRing } from './crypto/key-ring.ts';
import { pendingMigrations } from './db/migrate.ts';
import { initialPolicy } from './domain/policy.ts';
import { createHealthServer } from './health-server.ts';
import { createHttpServer, listen } from './http-server.ts';
import { createLog, type Logger } from './log.ts';
import { metricSources } from './metric-sources.ts';
import { createMetrics } from './metrics.ts';
import { createDispatcher } from './relay/dispatcher.ts';
import { createVerificationClient } from './relay/verification-client.ts';
import { openSockets } from './sockets.ts';
import { createVisionPool } from './vision/pool.ts';

/** sysexits.h EX_CONFIG. */
const EXIT_CONFIG = 78;

/** Joins the sockets of the API. None is opened before it is first used, so it starts whatever is away. */
function compose(config: Config, log: Logger) {
  const { db, objectStore, temporal, close: closeSockets } = openSockets(config, log);
  const vision = createVisionPool({ size: config.VISION_SLOTS, log });
  const clock = () => new Date();
  const metrics = createMetrics(VERSION, metricSources({ db, temporal, vision, clock }));
  const readiness: ReadinessCheck[] = [
    { name: 'database', required: true, answers: async () => (await db.raw('select 1')).rows.length === 1 },
    { name: 'migrations', required: true, answers: async () => (await pendingMigrations(db)).length === 0 },
    { name: 'object store', required: true, answers: () => objectStore.isReachable() },
    { name: 'temporal', required: false, answers: () => isTemporalReachable(temporal) },
    { name: 'staying', required: true, answers: async () => server.isStaying() },
  ];
  const verification = createVerificationClient(temporal);
  const dispatcher = createDispatcher({ db, verification, log, clock });
  const app = createApp({
    db,
    keys: createKeyRing(config.MASTER_KEYS),
    verification,
    dispatch: dispatcher.send,
    objectStore,
    inspectPicture: (bytes, subject) => vision.inspect(bytes, { subject }),
    clock,
    publicUrl: config.PUBLIC_URL,
    initialPolicy,
    allowLoopbackInTest: config.ALLOW_LOOPBACK_IN_TEST,
    allowedWebhookCidrs: config.WEBHOOK_ALLOWED_CIDRS,
    readiness,
    onRequest: metrics.observe.request,
    log,
  });
  const server = createHttpServer(app.callback());
  const watched = createHealthServer(readiness, metrics);
  const close = async () => {
    await vision.close();
    await dispatcher.idle();
    await closeSockets();
  };
  return { server, watched, close };
}

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog({ level: config.LOG_LEVEL, name: 'api' });
  process.on('uncaughtException', (error) => {
    log.fatal({ code: 'UNCAUGHT', ...errorFields(error) });
    process.exit(1);
  });
  const { server, watched, close } = compose(config, log);
  const port = await server.listen(config.PORT, config.HOST);
  const watchedPort =
    config.METRICS_PORT === undefined ? undefined : await listen(watched, config.METRICS_PORT, config.HOST);
  log.info({ code: 'LISTENING', host: config.HOST, port, metricsPort: watchedPort });
  log.info({ code: 'STOPPING', signal: await askedToStop() });
  const cut = await server.stop(config.SHUTDOWN_GRACE_SECONDS * 1000);
  watched.close();
  await close();
  log.info({ code: 'STOPPED', cut });
}

main().catch((error: unknown) => {
  const isConfig = error instanceof ConfigError;
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`${isConfig ? message : stack}\n`);
  process.exit(isConfig ? EXIT_CONFIG : 1);
});
