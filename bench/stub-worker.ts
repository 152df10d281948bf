import { NativeConnection } from '@temporalio/worker';
import { createGuardedHttp } from '../src/adapters/guarded-http.ts';
import { connectionOptions, dataConverter } from '../src/adapters/temporal.ts';
import { readConfig } from '../src/config.ts';
import { createKeyRing } from '../src/crypto/key-ring.ts';
import { createLog } from '../src/log.ts';
import { createDeliveryClient } from '../src/relay/delivery-client.ts';
import { startRelay } from '../src/relay/relay.ts';
import { createVerificationClient } from '../src/relay/verification-client.ts';
import { openSockets, temporalOptions } from '../src/sockets.ts';
import { createWorkers } from '../src/workers.ts';
import { bundleWorkflows } from '../src/workflow-bundle.ts';
import { createFakeVision } from '../test/support/fake-vision.ts';
import { runProcess } from './worker-process.ts';

// The product's worker as `src/worker.ts` joins it, but for the eyes: every picture reads as it should, at once.
runProcess(async () => {
  const config = readConfig();
  const log = createLog({ level: config.LOG_LEVEL, name: 'worker' });
  const { db, objectStore, temporal } = openSockets(config, log);
  const clock = () => new Date();
  const workers = await createWorkers({
    connection: await NativeConnection.connect(connectionOptions(temporalOptions(config))),
    namespace: config.TEMPORAL_NAMESPACE,
    dataConverter: dataConverter(config.CODEC_KEYS),
    queues: config.WORKER_QUEUES,
    workflowBundle: await bundleWorkflows(),
    visionSlots: config.VISION_SLOTS,
    shutdownGraceSeconds: config.SHUTDOWN_GRACE_SECONDS,
    watch: { log },
    deps: {
      db,
      keys: createKeyRing(config.MASTER_KEYS),
      objectStore,
      vision: createFakeVision(),
      publicUrl: config.PUBLIC_URL,
      http: createGuardedHttp({ allowedCidrs: [], allowLoopbackInTest: true }),
      schedule: config.WEBHOOK_SCHEDULE,
      clock,
      random: Math.random,
      version: 'bench',
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
  return { workers, config };
});
