import assert from 'node:assert/strict';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { v7 as uuidv7 } from 'uuid';
import { createGuardedHttp } from '../../src/adapters/guarded-http.ts';
import { dataConverter } from '../../src/adapters/temporal.ts';
import { submitSession } from '../../src/api/submit-session.ts';
import { hasOutbox } from '../../src/db/outbox.ts';
import { listSessionEvents } from '../../src/db/session-events.ts';
import { chooseIdentityDocument, recordConsent } from '../../src/db/sessions.ts';
import { listWebhookAttempts } from '../../src/db/webhook-attempts.ts';
import { findWebhookEvent } from '../../src/db/webhook-events.ts';
import type { SessionRef } from '../../src/domain/session.ts';
import { createDeliveryClient } from '../../src/relay/delivery-client.ts';
import { createVerificationClient } from '../../src/relay/verification-client.ts';
import { bundleWorkflows } from '../../src/workflow-bundle.ts';
import { verificationId, webhookDeliveryId } from '../../src/workflows/messages.ts';
import { createFakeVision } from '../support/fake-vision.ts';
import { createMemoryObjectStore } from '../support/object-store.ts';
import { type Receiver, startReceiver, status } from '../support/receiver.ts';
import { sessionFacts } from '../support/session-facts.ts';
import { seedEvent, seedSession, seedTenant } from '../support/session-rows.ts';
import { type SessionWorkers, startSessionWorkers } from '../support/session-workers.ts';
import { testConfig, timeSkippingServer } from '../support/stack.ts';
import { startTestApi, type TestApi } from '../support/test-api.ts';
import { until } from '../support/until.ts';

const PATH = '/api/verification/sessions';
const HOUR_MS = 60 * 60 * 1000;
const KEYWORD = 2;

/** A Temporal that lets the time of timers pass at once, with the API, the workers and a tenant. */
interface Days {
  server: TestWorkflowEnvironment;
  api: TestApi;
  receiver: Receiver;
  workers: SessionWorkers;
  /** What every clock but that of timers says. It goes with the server's when it is asked to. */
  time: { now: Date };
  catchUp(): Promise<Date>;
}

async function openDays(path: string): Promise<Days> {
  const config = testConfig();
  const converter = dataConverter(config.CODEC_KEYS);
  const server = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
    client: { dataConverter: converter },
  });
  const { nativeConnection: connection, namespace = 'default' } = server;
  await server.connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: { IdbOrganization: KEYWORD, IdbEnvironment: KEYWORD },
  });
  const time = { now: new Date() };
  const catchUp = async () => {
    time.now = new Date(await server.currentTimeMs());
    return time.now;
  };
  const clock = () => new Date(time.now);
  const api = await startTestApi({ verification: createVerificationClient(server.client), clock });
  const workers = await startSessionWorkers(
    { connection, namespace, dataConverter: converter },
    await bundleWorkflows(),
    {
      ...api.deps,
      objectStore: createMemoryObjectStore(),
      vision: createFakeVision(),
      http: createGuardedHttp({ allowedCidrs: [], allowLoopbackInTest: true }),
      schedule: config.WEBHOOK_SCHEDULE,
      clock,
      random: () => 0.5,
      beforeDelivery: async () => void (await catchUp()),
    },
  );
  return { server, api, receiver: await startReceiver(), workers, time, catchUp };
}

describe('the passing of days', function () {
  this.timeout(60_000);
  let opened: Days | undefined;
  let days: Days;

  before(async function () {
    const path = timeSkippingServer();
    // Without Java there is no such server; the runner tells that these tests did not run.
    if (!path) return this.skip();
    opened = await openDays(path);
    days = opened;
  });
  after(async () => {
    await opened?.workers.stop();
    await opened?.receiver.close();
    await opened?.api.close();
    await opened?.server.teardown();
  });

  const newSession = async (): Promise<{ ref: SessionRef; key: string; createdAt: Date }> => {
    const createdAt = await days.catchUp();
    const { organizationId, keys } = await days.api.newTenant();
    const { status: code, body } = await days.api.send('POST', PATH, { key: keys.test });
    assert.equal(code, 201);
    const ref: SessionRef = { organizationId, environment: 'test', sessionId: body.sessionId };
    await untilHeard(ref);
    return { ref, key: keys.test, createdAt };
  };
  const untilHeard = (ref: SessionRef) =>
    until('the workflow has heard of it', async () => !(await hasOutbox(days.api.db, ref)));
  const handleOf = ({ sessionId }: SessionRef) =>
    days.server.client.workflow.getHandle(verificationId(sessionId));
  const get = async ({ sessionId }: SessionRef, key: string) =>
    (await days.api.send('GET', `${PATH}/${sessionId}`, { key })).body;
  const timeline = (ref: SessionRef) => listSessionEvents(days.api.db, ref);

  it('expires a session that nobody submits, after 24 hours', async () => {
    const { ref, key, createdAt } = await newSession();
    const began = performance.now();
    await handleOf(ref).result();
    assert.ok(performance.now() - began < 30_000, 'nobody waited');

    const expired = (await timeline(ref)).find(({ type }) => type === 'session.expired');
    assert.ok(expired);
    const hours = (expired.at.getTime() - createdAt.getTime()) / HOUR_MS;
    assert.ok(hours >= 24 && hours < 24.1, `after ${hours} hours`);
    const { phase, reviewStatus, decision } = await get(ref, key);
    assert.deepEqual([phase, reviewStatus, decision], ['expired', 'none', null]);
    await assert.rejects(submitSession(days.api.deps, ref), { code: 'SESSION_EXPIRED' });
  });

  it('does not expire a session that was submitted: it waits for a person for as long as it takes', async () => {
    const { ref, key } = await newSession();
    await recordConsent(days.api.db, ref, '1', days.time.now);
    await chooseIdentityDocument(days.api.db, ref, 'passport');
    const facts = sessionFacts({ ...days.api, time: days.time }, ref);
    // Their bytes were never staged, so that they are lost and the policy leaves the session to a person.
    await facts.document('passport');
    await facts.document('proof-of-address');
    await submitSession(days.api.deps, ref);
    await untilHeard(ref);

    await days.server.sleep(60 * HOUR_MS);
    await days.catchUp();
    assert.equal((await get(ref, key)).reviewStatus, 'pending_review');
    const path = `${PATH}/${ref.sessionId}/review`;
    const { status: code, body } = await days.api.send('POST', path, { key, body: { decision: 'approve' } });
    assert.deepEqual([code, body.reviewStatus], [200, 'approved']);
    await handleOf(ref).result();
    assert.ok(!(await timeline(ref)).some(({ type }) => type === 'session.expired'));
  });

  it('gives a webhook up after its ten attempts, three days later', async () => {
    const { api, receiver, server } = days;
    const createdAt = await days.catchUp();
    const tenant = await seedTenant(api.db);
    const seeded = await seedSession(api.db, api.deps.keys, tenant, {
      webhookUrl: receiver.url,
      now: createdAt,
    });
    receiver.replies.push(...Array.from({ length: 20 }, () => status(500)));
    const body = Buffer.from(JSON.stringify({ id: uuidv7() }));
    const event = await seedEvent(api.db, seeded, {
      kind: 'verification.completed',
      subject: '1',
      body,
      now: createdAt,
    });
    await createDeliveryClient(server.client).ensureRunning({ ...tenant, eventId: event.id });
    const result = await server.client.workflow.getHandle(webhookDeliveryId(event.id)).result();
    assert.deepEqual(result, { state: 'failed', attempts: 10 });

    const attempts = await listWebhookAttempts(api.db, event, event.id);
    assert.deepEqual(
      attempts.map(({ number, statusCode }) => [number, statusCode]),
      Array.from({ length: 10 }, (_, index) => [index + 1, 500]),
    );
    const hours = ((attempts.at(-1)?.startedAt.getTime() ?? 0) - createdAt.getTime()) / HOUR_MS;
    assert.ok(hours > 72 && hours < 80, `the last one after ${hours} hours`);
    assert.equal(receiver.received.length, 10);
    assert.ok(receiver.received.every((received) => received.body.equals(body)));
    assert.equal((await findWebhookEvent(api.db, event, event.id))?.state, 'failed');
    const [told] = (await timeline(seeded.session)).filter(({ type }) => type === 'webhook.failed');
    assert.deepEqual([told?.detail.reason, told?.detail.attempts], ['ATTEMPTS_EXHAUSTED', 10]);
  });
});
