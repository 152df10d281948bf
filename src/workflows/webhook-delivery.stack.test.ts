import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import {
  decodeFromPayloadsAtIndex,
  loadDataConverter,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { Worker } from '@temporalio/worker';
import { createOwnDatabase, type OwnDatabase } from '../../test/support/own-database.ts';
import { bundleQuietly, type OwnTemporal, openOwnTemporal } from '../../test/support/own-temporal.ts';
import { type Receiver, startReceiver, status } from '../../test/support/receiver.ts';
import { seedEvent, seedSession, seedTenant, testKeyRing } from '../../test/support/session-rows.ts';
import { testConfig } from '../../test/support/stack.ts';
import { deliverWebhook } from '../activities/deliver-webhook.ts';
import { createGuardedHttp } from '../adapters/guarded-http.ts';
import { listWebhookAttempts } from '../db/webhook-attempts.ts';
import { findWebhookEvent, scheduleNextAttempt, type WebhookEvent } from '../db/webhook-events.ts';
import { createDeliveryClient, type DeliveryClient } from '../relay/delivery-client.ts';
import { webhookRound } from '../relay/webhooks.ts';
import { TASK_QUEUES, webhookDeliveryId } from './messages.ts';

const SECRET = 'planted-secret-of-the-tenant';

describe('the workflow of a delivery, on the real servers', function () {
  this.timeout(60_000);
  const config = testConfig();
  const keys = testKeyRing();
  let own: OwnDatabase;
  let temporal: OwnTemporal;
  let receiver: Receiver;
  let deliveries: DeliveryClient;
  let workers: Worker[];
  let running: Promise<unknown>;

  before(async () => {
    own = await createOwnDatabase(config.DATABASE_URL);
    temporal = await openOwnTemporal(config);
    receiver = await startReceiver();
    deliveries = createDeliveryClient(temporal.client);
    const deliver = deliverWebhook({
      db: own.db,
      keys,
      http: createGuardedHttp({ allowedCidrs: [], allowLoopbackInTest: true }),
      schedule: [0, 0.2, 0.2, 0.2, 0.2, 600],
      clock: () => new Date(),
      random: Math.random,
      version: '0.1.0',
    });
    const workflowsPath = fileURLToPath(new URL('./webhook-delivery.ts', import.meta.url));
    workers = [
      await Worker.create({
        ...temporal.worker,
        taskQueue: TASK_QUEUES.session,
        workflowBundle: await bundleQuietly(workflowsPath),
      }),
      await Worker.create({
        ...temporal.worker,
        taskQueue: TASK_QUEUES.webhook,
        activities: { deliverWebhook: deliver },
      }),
    ];
    running = Promise.all(workers.map((worker) => worker.run()));
  });
  after(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await temporal.close();
    await receiver.close();
    await own.drop();
  });
  beforeEach(() => {
    receiver.received.length = 0;
    receiver.replies.length = 0;
  });

  const newEvent = async (): Promise<WebhookEvent> => {
    const seeded = await seedSession(own.db, keys, await seedTenant(own.db), {
      webhookUrl: `${receiver.url}?planted=url`,
      webhookSecret: SECRET,
    });
    const body = Buffer.from('{"extracted":"planted-name"}');
    return seedEvent(own.db, seeded, { kind: 'verification.completed', subject: '1', body });
  };
  const begin = async ({ id, organizationId, environment }: WebhookEvent): Promise<WorkflowHandle> => {
    await deliveries.ensureRunning({ eventId: id, organizationId, environment });
    return temporal.client.workflow.getHandle(webhookDeliveryId(id));
  };
  const stateOf = async (event: WebhookEvent) => (await findWebhookEvent(own.db, event, event.id))?.state;
  const until = async (done: () => boolean | Promise<boolean>) => {
    while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('survives refusals, delivers in the end, and leaves a short history in which nothing is told', async () => {
    receiver.replies.push(...[500, 500, 500, 500].map((code) => status(code, {}, 'planted-answer')));
    const event = await newEvent();
    const handle = await begin(event);
    assert.deepEqual(await handle.result(), { state: 'delivered', attempts: 5 });
    assert.equal(receiver.received.length, 5);
    assert.equal((await listWebhookAttempts(own.db, event, event.id)).length, 5);

    const { events } = await handle.fetchHistory();
    assert.ok(events && events.length <= 12, `${events?.length} events`);
    const converter = loadDataConverter(temporal.worker.dataConverter);
    const written: string[] = [];
    await walk(events, async (payload) => {
      written.push(JSON.stringify(await decodeFromPayloadsAtIndex(converter, 0, [payload as never])));
    });
    const raw = JSON.stringify(events, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    assert.ok(
      written.some((text) => text.includes(event.id)),
      'decoded payloads were looked at',
    );
    assert.ok(!/planted|127\.0\.0\.1:\d/.test(raw + written.join()));
  });

  it('runs once for an event, however often it is asked for', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    receiver.replies.push(async (response) => {
      await held;
      response.writeHead(200).end();
    });
    const event = await newEvent();
    const handle = await begin(event);
    await begin(event);
    await until(() => receiver.received.length === 1);
    await begin(event);
    release();
    await handle.result();
    assert.equal(receiver.received.length, 1);
    await begin(event);
    assert.deepEqual(await temporal.client.workflow.getHandle(webhookDeliveryId(event.id)).result(), {
      state: 'delivered',
      attempts: 1,
    });
    assert.equal(receiver.received.length, 1);
  });

  it('is followed by another of the relay where it was ended by force', async () => {
    receiver.replies.push(...[500, 500, 500, 500, 500].map((code) => status(code)));
    const event = await newEvent();
    const handle = await begin(event);
    await until(async () => (await listWebhookAttempts(own.db, event, event.id)).length === 5);
    await handle.terminate('test');
    await assert.rejects(handle.result(), WorkflowFailedError);

    const logged: object[] = [];
    const tell = (fields: object) => logged.push(fields);
    const log = { info: tell, warn: tell, error: tell };
    const relayWhenLate = async (ms: number) => {
      await scheduleNextAttempt(own.db, event, event.id, new Date(Date.now() - ms));
      await webhookRound({ db: own.db, deliveries, log, clock: () => new Date() });
    };
    await relayWhenLate(25_000);
    assert.deepEqual(logged, [], 'a delivery may be somewhat late');
    await relayWhenLate(31_000);
    assert.deepEqual(logged, [{ code: 'WEBHOOK_OVERDUE', eventId: event.id }]);
    await until(async () => (await stateOf(event)) === 'delivered');
    assert.equal(receiver.received.length, 6);
  });
});

/** Calls back with every payload below a value. */
async function walk(value: unknown, seen: (payload: unknown) => Promise<void>): Promise<void> {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return;
  if ('metadata' in value && 'data' in value) return seen(value);
  for (const inner of Object.values(value)) await walk(inner, seen);
}
