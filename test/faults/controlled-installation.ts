import '../support/temporal-runtime.ts';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WorkflowBundleOption } from '@temporalio/worker';
import type { Knex } from 'knex';
import { createGuardedHttp, type GuardedHttp } from '../../src/adapters/guarded-http.ts';
import { createObjectStore } from '../../src/adapters/object-store.ts';
import { createTemporalClient } from '../../src/adapters/temporal.ts';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { type Config, QUEUES } from '../../src/config.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { initialPolicy } from '../../src/domain/policy.ts';
import { createLog } from '../../src/log.ts';
import { createDeliveryClient } from '../../src/relay/delivery-client.ts';
import { createDispatcher } from '../../src/relay/dispatcher.ts';
import { startRelay } from '../../src/relay/relay.ts';
import { createVerificationClient, type VerificationClient } from '../../src/relay/verification-client.ts';
import { createWorkers } from '../../src/workers.ts';
import { makeTenant } from '../../tools/stack/tenant.ts';
import { takeAnyPicture } from '../support/lenient-policy.ts';
import { createOwnDatabase } from '../support/own-database.ts';
import { openOwnTemporal } from '../support/own-temporal.ts';
import { createStubVision } from './stub-vision.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** What keeps an event from being lost, and is taken away to see that the checker notices. */
export type Safety = 'outbox' | 'send before mark' | 'relay';

export interface ControlledInstallation {
  apiUrl: string;
  secretKey: string;
  db: Knex;
  apiToTemporal: TcpProxy;
  stop(): Promise<void>;
}

/**
 * The product joined in this process, with a database and a namespace of its own, and with one of its safeties taken
 * away. What is taken away is taken away here, by what the parts are given: the product has no switch for it.
 */
export async function startControlled(
  config: Config,
  workflowBundle: WorkflowBundleOption,
  without?: Safety,
): Promise<ControlledInstallation> {
  const database = await createOwnDatabase(config.DATABASE_URL);
  const { db } = database;
  const temporal = await openOwnTemporal(config);
  const apiToTemporal = await startTcpProxy(config.TEMPORAL_ADDRESS);
  const { namespace } = temporal.worker;
  const client = createTemporalClient({
    address: apiToTemporal.address,
    namespace,
    keys: config.CODEC_KEYS,
  });
  const shared = {
    db,
    keys: createKeyRing(config.MASTER_KEYS),
    objectStore: createObjectStore({
      endpoint: config.S3_ENDPOINT,
      region: config.S3_REGION,
      bucket: config.S3_BUCKET,
      accessKey: config.S3_ACCESS_KEY,
      secretKey: config.S3_SECRET_KEY,
    }),
    clock: () => new Date(),
    log: createLog({ level: 'silent', name: 'controlled' }),
  };
  const verification = createVerificationClient(client);
  const { apiUrl, close } = await serve({
    ...shared,
    verification: without === 'outbox' ? forgetful(verification) : verification,
  });
  const http = createGuardedHttp({ allowedCidrs: [], allowLoopbackInTest: true });
  const workers = await createWorkers({
    ...temporal.worker,
    queues: QUEUES,
    workflowBundle,
    visionSlots: 2,
    shutdownGraceSeconds: 20,
    watch: { log: shared.log },
    deps: {
      ...shared,
      vision: createStubVision(),
      publicUrl: apiUrl,
      http: without === 'send before mark' ? markingFirst(http, db) : http,
      schedule: config.WEBHOOK_SCHEDULE,
      random: Math.random,
      version: 'control',
    },
  });
  const working = Promise.all(workers.map((worker) => worker.run()));
  const relay =
    without === 'relay'
      ? undefined
      : startRelay({
          ...shared,
          verification: createVerificationClient(temporal.client),
          deliveries: createDeliveryClient(temporal.client),
        });
  const { secretKey, organizationId } = await makeTenant(db, 'Harbour Bank', 'control');
  await takeAnyPicture(db, organizationId);
  return {
    apiUrl,
    secretKey,
    db,
    apiToTemporal,
    async stop() {
      await relay?.stop();
      for (const worker of workers) worker.shutdown();
      await working;
      await close();
      await client.connection.close();
      await apiToTemporal.close();
      await temporal.close();
      await database.drop();
    },
  };
}

type Given = Pick<ApiDeps, 'db' | 'keys' | 'objectStore' | 'clock' | 'log'> & {
  verification: VerificationClient;
};

async function serve(given: Given): Promise<{ apiUrl: string; close: () => Promise<void> }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dispatcher = createDispatcher(given);
  const app = createApp({
    ...given,
    dispatch: dispatcher.send,
    inspectPicture: async () => ({
      accepted: true,
      facts: { contentType: 'image/jpeg', width: 320, height: 320 },
    }),
    publicUrl: apiUrl,
    initialPolicy,
    allowLoopbackInTest: true,
    allowedWebhookCidrs: [],
    readiness: [],
  });
  server.on('request', app.callback());
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await dispatcher.idle();
  };
  return { apiUrl, close };
}

/** Sends once and calls it delivered: the row is taken away whatever becomes of the message, as if there were none. */
function forgetful(client: VerificationClient): VerificationClient {
  return {
    ...client,
    async deliver(row) {
      void client.deliver(row).catch(() => undefined);
      return 'delivered';
    },
  };
}

/** Writes that an event was delivered, and only then sends it. */
function markingFirst(http: GuardedHttp, db: Knex): GuardedHttp {
  return {
    async post(request) {
      const delivered = { state: 'delivered', settled_at: new Date() };
      await db('webhook_events')
        .where({ id: request.headers['webhook-id'] ?? '', state: 'pending' })
        .update(delivered);
      return http.post(request);
    },
  };
}
