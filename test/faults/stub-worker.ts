import { once } from 'node:events';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createGuardedHttp } from '../../src/adapters/guarded-http.ts';
import { connectionOptions, dataConverter } from '../../src/adapters/temporal.ts';
import { readConfig } from '../../src/config.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { createHealthServer } from '../../src/health-server.ts';
import { createLog } from '../../src/log.ts';
import { createDeliveryClient } from '../../src/relay/delivery-client.ts';
import { startRelay } from '../../src/relay/relay.ts';
import { createVerificationClient } from '../../src/relay/verification-client.ts';
import { openSockets, temporalOptions } from '../../src/sockets.ts';
import { createWorkers } from '../../src/workers.ts';
import { bundleWorkflows } from '../../src/workflow-bundle.ts';
import { createStubVision } from './stub-vision.ts';

/** The worker of the product, joined as `src/worker.ts` joins it, but for the eyes: it is started as a process of its own, to be killed. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog({ level: config.LOG_LEVEL, name: 'worker' });
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ message }) => log.warn({ code: 'TEMPORAL_WORKER' }, message)),
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'WARN' }, forward: {} } },
    shutdownSignals: [],
  });
  const { db, objectStore, temporal } = openSockets(config, log);
  const clock = () => new Date();
  const workers = await createWorkers({
    connection: await NativeConnection.connect(connectionOptions(temporalOptions(config))),
    namespace: config.TEMPORAL_NAMESPACE,
    dataConverter: dataConverter(config.CODEC_KEYS),
    queues: config.WORKER_QUEUES,
    workflowBundle: config.WORKFLOW_BUNDLE ? { codePath: config.WORKFLOW_BUNDLE } : await bundleWorkflows(),
    visionSlots: config.VISION_SLOTS,
    shutdownGraceSeconds: config.SHUTDOWN_GRACE_SECONDS,
    watch: { log },
    deps: {
      db,
      keys: createKeyRing(config.MASTER_KEYS),
      objectStore,
      vision: createStubVision(),
      publicUrl: config.PUBLIC_URL,
      http: createGuardedHttp({
        allowedCidrs: config.WEBHOOK_ALLOWED_CIDRS,
        allowLoopbackInTest: config.ALLOW_LOOPBACK_IN_TEST,
      }),
      schedule: config.WEBHOOK_SCHEDULE,
      clock,
      random: Math.random,
      version: 'stub',
    },
  });
  startRelay({
    db,
    objectStore,
    verification: createVerificationClient(temporal),
    deliveries: createDeliveryClient(temporal),
    log,
    clock,
  });
  const isRunning = async () => workers.every((worker) => worker.getState() === 'RUNNING');
  createHealthServer([{ name: 'workers', required: true, answers: isRunning }]).listen(
    config.WORKER_PORT,
    config.HOST,
  );
  await Promise.race([once(process, 'SIGTERM'), Promise.all(workers.map((worker) => worker.run()))]);
  process.exit();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
