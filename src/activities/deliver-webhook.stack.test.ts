import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { Knex } from 'knex';
import { type Receiver, startReceiver, status } from '../../test/support/receiver.ts';
import {
  type SeededSession,
  seedEvent,
  seedSession,
  seedTenant,
  testKeyRing,
} from '../../test/support/session-rows.ts';
import { testConfig } from '../../test/support/stack.ts';
import { createGuardedHttp } from '../adapters/guarded-http.ts';
import { connect } from '../db/connection.ts';
import { listSessionEvents } from '../db/session-events.ts';
import { listWebhookAttempts } from '../db/webhook-attempts.ts';
import { findWebhookEvent, type WebhookEvent } from '../db/webhook-events.ts';
import type { WebhookEventKind } from '../domain/webhook-event.ts';
import { type DeliverWebhookDeps, deliverWebhook } from './deliver-webhook.ts';

const SECRET = 'change-me-min-16-chars-random';
const SCHEDULE = [0, 5, 300, 1800, 7200, 18_000];

describe('the delivery of a webhook', () => {
  const start = new Date('2026-01-01T00:00:00.000Z');
  const keys = testKeyRing();
  let now = start;
  let db: Knex;
  let receiver: Receiver;
  let deps: DeliverWebhookDeps;
  let seeded: SeededSession;

  before(async () => {
    db = connect({ url: testConfig().DATABASE_URL, pool: 5 });
    receiver = await startReceiver();
    deps = {
      db,
      keys,
      http: createGuardedHttp({ allowedCidrs: [], allowLoopbackInTest: true }),
      schedule: SCHEDULE,
      clock: () => now,
      random: () => 0.5,
      version: '0.1.0',
    };
  });
  after(async () => {
    await receiver.close();
    await db.destroy();
  });
  beforeEach(async () => {
    now = start;
    receiver.received.length = 0;
    receiver.replies.length = 0;
    seeded = await newSession();
  });

  const newSession = async (webhookSecret: string | undefined = SECRET, webhookUrl = receiver.url) =>
    seedSession(db, keys, await seedTenant(db), {
      webhookUrl,
      ...(webhookSecret && { webhookSecret }),
      now,
    });
  const body = (text: string) => Buffer.from(JSON.stringify({ text }));
  const newEvent = (subject: string, kind: WebhookEventKind = 'verification.completed') =>
    seedEvent(db, seeded, { kind, subject, body: body(`${kind} ${subject} Zoë`), now });
  const deliver = ({ organizationId, environment, id }: WebhookEvent) =>
    deliverWebhook(deps)({ organizationId, environment, eventId: id });
  const stateOf = async (event: WebhookEvent) => (await findWebhookEvent(db, event, event.id))?.state;
  const attemptsOf = async (event: WebhookEvent) =>
    (await listWebhookAttempts(db, event, event.id)).map(({ number, statusCode, errorCode }) => [
      number,
      statusCode ?? errorCode,
    ]);
  const timeline = async () =>
    (await listSessionEvents(db, seeded.session)).map(({ type, detail }) => [
      type,
      detail.attempts,
      detail.reason,
    ]);
  /** Expects a failure that says when to come back, and lets that much time pass. */
  const waits = async (event: WebhookEvent, type: string): Promise<number> => {
    const failure = await deliver(event).then(
      () => assert.fail('The delivery was over'),
      (error) => error,
    );
    assert.ok(failure instanceof ApplicationFailure, String(failure));
    assert.equal(failure.type, type);
    assert.equal(failure.message, type);
    assert.equal(failure.category, 'BENIGN');
    assert.equal(failure.nonRetryable, false);
    const ms = Number(failure.nextRetryDelay);
    now = new Date(now.getTime() + ms);
    return ms;
  };

  it('sends the frozen bytes, signed, and is told in the timeline', async () => {
    const event = await newEvent('1');
    assert.deepEqual(await deliver(event), { state: 'delivered', attempts: 1 });
    const [received] = receiver.received;
    assert.ok(received);
    assert.deepEqual(received.body, body('verification.completed 1 Zoë'));
    const digest = createHmac('sha256', SECRET).update(received.body).digest('hex');
    assert.equal(received.headers['x-verification-signature'], digest);
    assert.equal(received.headers['webhook-id'], event.id);
    assert.equal(received.headers['x-verification-attempt'], '1');
    assert.deepEqual(await attemptsOf(event), [[1, 200]]);
    assert.equal(await stateOf(event), 'delivered');
    assert.deepEqual(await timeline(), [['webhook.delivered', 1, undefined]]);
  });

  it('is not signed where the session has no secret', async () => {
    seeded = await newSession('');
    await deliver(await newEvent('1'));
    const names = Object.keys(receiver.received[0]?.headers ?? {});
    assert.deepEqual(
      names.filter((name) => name.includes('signature')),
      [],
    );
  });

  it('is tried again on its schedule until 2xx, each attempt recorded', async () => {
    receiver.replies.push(...[500, 302, 404, 503, 429].map((code) => status(code)));
    const event = await newEvent('1');
    const delays: number[] = [];
    for (let failed = 0; failed < 5; failed++) delays.push(await waits(event, 'ATTEMPT_FAILED'));
    assert.deepEqual(delays, [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000]);
    assert.deepEqual(await deliver(event), { state: 'delivered', attempts: 6 });
    const codes = [500, 302, 404, 503, 429, 200].map((code, index) => [index + 1, code]);
    assert.deepEqual(await attemptsOf(event), codes);
    assert.equal(new Set(receiver.received.map(({ body }) => body.toString())).size, 1);
    assert.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, 1);
    assert.deepEqual(
      receiver.received.map(({ headers }) => headers['x-verification-attempt']),
      ['1', '2', '3', '4', '5', '6'],
    );
  });

  it('fails, visibly, when the last attempt failed, and sends no more', async () => {
    receiver.replies.push(...SCHEDULE.map(() => status(500)));
    const event = await newEvent('1');
    for (let failed = 1; failed < SCHEDULE.length; failed++) await waits(event, 'ATTEMPT_FAILED');
    const result = { state: 'failed', attempts: SCHEDULE.length };
    assert.deepEqual(await deliver(event), result);
    assert.deepEqual(await deliver(event), result);
    assert.equal(receiver.received.length, SCHEDULE.length);
    assert.deepEqual(await timeline(), [['webhook.failed', SCHEDULE.length, 'ATTEMPTS_EXHAUSTED']]);
  });

  it('gives up at once where the receiver is gone', async () => {
    receiver.replies.push(status(410));
    const event = await newEvent('1');
    assert.deepEqual(await deliver(event), { state: 'failed', attempts: 1 });
    assert.deepEqual(await timeline(), [['webhook.failed', 1, 'RECEIVER_GONE']]);
  });

  it('lets the receiver ask for more time', async () => {
    receiver.replies.push(status(503, { 'Retry-After': '7' }), status(503, { 'Retry-After': '99999' }));
    const event = await newEvent('1');
    assert.equal(await waits(event, 'ATTEMPT_FAILED'), 7_000);
    assert.equal(await waits(event, 'ATTEMPT_FAILED'), 600_000);
  });

  it('records an address that it may not reach, and asks again later: names may change', async () => {
    seeded = await newSession(SECRET, 'https://169.254.169.254/latest');
    const event = await newEvent('1');
    assert.equal(await waits(event, 'ATTEMPT_FAILED'), 5_000);
    assert.deepEqual(await attemptsOf(event), [[1, 'TARGET_FORBIDDEN']]);
  });

  it('goes on where it was when it is started anew', async () => {
    receiver.replies.push(status(500));
    const event = await newEvent('1');
    await waits(event, 'ATTEMPT_FAILED');
    now = new Date(now.getTime() - 3_000);
    assert.equal(await waits(event, 'ATTEMPT_NOT_DUE'), 3_000);
    assert.equal(receiver.received.length, 1);
    assert.deepEqual(await deliver(event), { state: 'delivered', attempts: 2 });
  });

  it('sends again what was sent but not recorded, rather than lose it', async () => {
    const event = await newEvent('doc', 'verification.extraction');
    receiver.replies.push(async (response) => {
      await db.raw('alter table webhook_attempts rename to attempts_away');
      response.writeHead(200).end();
    });
    await assert.rejects(deliver(event), (error) => {
      assert.ok(error instanceof ApplicationFailure);
      assert.equal(error.message, 'The delivery was interrupted');
      assert.equal(error.nonRetryable, false);
      assert.equal(error.cause, undefined);
      return true;
    });
    await db.raw('alter table attempts_away rename to webhook_attempts');
    assert.deepEqual(await attemptsOf(event), []);
    assert.equal(await stateOf(event), 'pending');
    assert.deepEqual(await deliver(event), { state: 'delivered', attempts: 1 });
    assert.equal(receiver.received.length, 2);
  });

  it('keeps the start of what was answered, sealed', async () => {
    receiver.replies.push(status(200, {}, `planted-answer ${'x'.repeat(10_000)}`));
    const event = await newEvent('1');
    await deliver(event);
    const row = await db('webhook_attempts').where({ event_id: event.id }).first();
    assert.ok(!row.response_sealed.includes('planted'));
    const opened = seeded.sealer.open(`webhook-response/${row.id}`, row.response_sealed);
    assert.equal(opened.length, 4_096);
    assert.ok(opened.toString().startsWith('planted-answer'));
  });

  it('does not exist for another tenant, for good', async () => {
    const event = await newEvent('1');
    const stranger = await seedTenant(db);
    await assert.rejects(deliverWebhook(deps)({ ...stranger, eventId: event.id }), (error) => {
      assert.ok(error instanceof ApplicationFailure);
      assert.equal(error.type, 'WEBHOOK_EVENT_NOT_FOUND');
      assert.equal(error.nonRetryable, true);
      return true;
    });
    assert.equal(receiver.received.length, 0);
  });

  describe('of decisions', () => {
    it('never goes backwards: once a later one exists the earlier is not sent any more', async () => {
      receiver.replies.push(status(500));
      const pending = await newEvent('1');
      await waits(pending, 'ATTEMPT_FAILED');
      const approved = await newEvent('2');
      assert.deepEqual(await deliver(pending), { state: 'superseded', attempts: 1 });
      assert.deepEqual(await deliver(approved), { state: 'delivered', attempts: 1 });
      assert.deepEqual(
        receiver.received.map(({ headers }) => headers['webhook-id']),
        [pending.id, approved.id],
      );
      assert.deepEqual(await timeline(), [
        ['webhook.superseded', 1, undefined],
        ['webhook.delivered', 1, undefined],
      ]);
    });

    it('ends the earlier one that waits between its attempts', async () => {
      receiver.replies.push(status(500), status(500));
      const pending = await newEvent('1');
      await waits(pending, 'ATTEMPT_FAILED');
      await waits(pending, 'ATTEMPT_FAILED');
      now = new Date(now.getTime() - 200_000);
      const approved = await newEvent('2');
      assert.deepEqual(await deliver(approved), { state: 'delivered', attempts: 1 });
      assert.deepEqual(await deliver(pending), { state: 'superseded', attempts: 2 });
      assert.equal(receiver.received.length, 3);
    });

    it('holds the later one back while the earlier may be on its way', async () => {
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      let arrived: () => void = () => undefined;
      const onItsWay = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      receiver.replies.push(async (response) => {
        arrived();
        await held;
        response.writeHead(500).end();
      });
      const pending = await newEvent('1');
      const sending = deliver(pending);
      await onItsWay;
      const approved = await newEvent('2');
      const ms = await waits(approved, 'EARLIER_EVENT_IN_FLIGHT');
      assert.ok(ms > 0 && ms <= 16_000, `${ms} ms`);
      release();
      assert.deepEqual(await sending, { state: 'superseded', attempts: 1 });
      assert.deepEqual(await deliver(approved), { state: 'delivered', attempts: 1 });
    });

    it('counts a decision that was received although a later one exists', async () => {
      const pending = await newEvent('1');
      receiver.replies.push(async (response) => {
        await newEvent('2');
        response.writeHead(200).end();
      });
      assert.deepEqual(await deliver(pending), { state: 'delivered', attempts: 1 });
    });
  });

  it('keeps readings apart: a later one does not stand for an earlier', async () => {
    receiver.replies.push(status(500));
    const first = await newEvent('doc-1', 'verification.extraction');
    await waits(first, 'ATTEMPT_FAILED');
    const second = await newEvent('doc-2', 'verification.extraction');
    assert.deepEqual(await deliver(second), { state: 'delivered', attempts: 1 });
    assert.deepEqual(await deliver(first), { state: 'delivered', attempts: 2 });
  });
});
