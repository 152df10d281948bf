import { DefaultLogger, NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { createGuardedHttp } from './adapters/guarded-http.ts';
import {
  connectionOptions,
  dataConverter,
  isTemporalReachable,
  type TemporalAddress,
} from './adapters/temporal.ts';
import type { ReadinessCheck } from './api/readiness.ts';
import { askedToStop } from './asked-to-stop.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { VERSION } from './contract/version.ts';
import { createKeyRing } from './crypto/key-ring.ts';
import { createHealthServer } from './health-server.ts';
import { createLog, type Logger } from './log.ts';
import { metricSources } from './metric-sources.ts';
import { createMetrics } from './metrics.ts';
import { createDeliveryClient } from './relay/delivery-client.ts';
import { startRelay } from './relay/relay.ts';
import { createVerificationClient } from './relay/verification-client.ts';
import { openSockets, temporalOptions } from './sockets.ts';
import { createVisionPool } from './vision/pool.ts';
import { createWorkers } from './workers.ts';
import { bundleWorkflows } from './workflow-bundle.ts';

/** sysexits.h EX_CONFIG. */
const EXIT_CONFIG = 78;
const CONNECT_RETRY_MS = 1_000;
/** Warnings of the SDK: by design only the worker of `session` has workflows, and steps are logged with their ids. */
const NO_NEWS = /^(No workflows registered|Activity failed)/;

/** Joins the sockets that workers need. Nothing is connected yet but Temporal, without which there is no work. */
async function compose(config: Config, log: Logger) {
  const clock = () => new Date();
  const { db, objectStore, temporal, close: closeSockets } = openSockets(config, log);
  const vision = createVisionPool({ size: config.VISION_SLOTS, background: true, log });
  const metrics = createMetrics(VERSION, metricSources({ db, temporal, vision, clock }));
  const http = createGuardedHttp({
    allowedCidrs: config.WEBHOOK_ALLOWED_CIDRS,
    allowLoopbackInTest: config.ALLOW_LOOPBACK_IN_TEST,
  });
  const connection = await connectToTemporal(temporalOptions(config), log);
  const workers = await createWorkers({
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    dataConverter: dataConverter(config.CODEC_KEYS),
    queues: config.WORKER_QUEUES,
    workflowBundle: config.WORKFLOW_BUNDLE ? { codePath: config.WORKFLOW_BUNDLE } : await bundleWorkflows(),
    visionSlots: config.VISION_SLOTS,
    shutdownGraceSeconds: config.SHUTDOWN_GRACE_SECONDS,
    watch: { log, onStep: metrics.observe.step },
    deps: {
      db,
      keys: createKeyRing(config.MASTER_KEYS),
      objectStore,
      vision,
      publicUrl: config.PUBLIC_URL,
      http,
      schedule: config.WEBHOOK_SCHEDULE,
      clock,
      random: Math.random,
      version: VERSION,
      onReading: metrics.observe.reading,
      onAttempt: metrics.observe.webhookAttempt,
      onSettled: metrics.observe.webhookSettled,
    },
  });
  const relay = startRelay({
    db,
    objectStore,
    verification: createVerificationClient(temporal),
    deliveries: createDeliveryClient(temporal),
    log,
    clock,
  });
  const checks: ReadinessCheck[] = [
    {
      name: 'workers',
      required: true,
      answers: async () => workers.every((worker) => worker.getState() === 'RUNNING'),
    },
    { name: 'database', required: true, answers: async () => (await db.raw('select 1')).rows.length === 1 },
    { name: 'object store', required: true, answers: () => objectStore.isReachable() },
    { name: 'temporal', required: true, answers: () => isTemporalReachable(temporal) },
  ];
  const health = createHealthServer(checks, metrics);
  const close = async () => {
    await relay.stop();
    await vision.close();
    await connection.close();
    await closeSockets();
    health.close();
  };
  return { workers, health, close };
}

/** Waits for Temporal as long as it takes: whoever starts the process decides how long that may be. */
async function connectToTemporal(options: TemporalAddress, log: Logger): Promise<NativeConnection> {
  for (;;) {
    try {
      return await NativeConnection.connect(connectionOptions(options));
    } catch {
      log.warn({ code: 'TEMPORAL_UNREACHABLE' });
      await new Promise((resolve) => setTimeout(resolve, CONNECT_RETRY_MS));
    }
  }
}

/** Stops taking work, lets what is under way end within its grace, and then closes every socket. */
async function runUntilStopped(workers: readonly Worker[], log: Logger): Promise<void> {
  const running = workers.map((worker) => worker.run());
  const stopped = askedToStop().then((signal) => {
    log.info({ code: 'STOPPING', signal });
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  });
  await Promise.race([stopped, Promise.all(running)]);
  await Promise.all(running);
}

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog({ level: config.LOG_LEVEL, name: 'worker' });
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      if (NO_NEWS.test(message)) return;
      log[level === 'ERROR' ? 'error' : 'warn']({ code: 'TEMPORAL_WORKER', queue: meta?.taskQueue }, message);
    }),
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'WARN' }, forward: {} } },
    shutdownSignals: [],
  });
  const { workers, health, close } = await compose(config, log);
  health.listen(config.WORKER_PORT, config.HOST, () =>
    log.info({ code: 'WORKING', queues: config.WORKER_QUEUES }),
  );
  await runUntilStopped(workers, log);
  await close();
  log.info({ code: 'STOPPED' });
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = error instanceof ConfigError ? EXIT_CONFIG : 1;
  if (!(error instanceof ConfigError)) process.exit();
});
