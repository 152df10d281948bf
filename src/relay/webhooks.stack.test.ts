import assert from 'node:assert/strict';
import { createOwnDatabase, type OwnDatabase } from '../../test/support/own-database.ts';
import {
  type SeededSession,
  seedEvent,
  seedSession,
  seedTenant,
  testKeyRing,
} from '../../test/support/session-rows.ts';
import { testConfig } from '../../test/support/stack.ts';
import { run } from '../db/insert-together.ts';
import { settleWebhookEvent } from '../db/webhook-events.ts';
import { type WebhookRelayDeps, webhookRound } from './webhooks.ts';

describe('the relay of webhooks', () => {
  const start = new Date('2026-01-01T00:00:00.000Z');
  let own: OwnDatabase;
  let seeded: SeededSession;
  let now = start;
  let started: string[] = [];
  let refused: string[] = [];
  let logged: object[] = [];
  let deps: WebhookRelayDeps;

  before(async () => {
    own = await createOwnDatabase(testConfig().DATABASE_URL);
    const keys = testKeyRing();
    seeded = await seedSession(own.db, keys, await seedTenant(own.db), {
      webhookUrl: 'https://a.example',
      now,
    });
    const tell = (fields: object) => logged.push(fields);
    deps = {
      db: own.db,
      clock: () => now,
      log: { info: tell, warn: tell, error: tell },
      deliveries: {
        ensureRunning: async ({ eventId }) => {
          if (refused.includes(eventId)) throw Object.assign(new Error('planted'), { code: 'AWAY' });
          started.push(eventId);
        },
      },
    };
  });
  after(() => own.drop());
  beforeEach(async () => {
    now = start;
    started = [];
    refused = [];
    logged = [];
    await own.db('webhook_events').delete();
  });

  const newEvent = (subject: string) =>
    seedEvent(own.db, seeded, { kind: 'verification.extraction', subject, body: Buffer.from('{}'), now });
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };

  it('starts the delivery of an event that is half a minute late, and looks again half a minute later', async () => {
    const { id } = await newEvent('1');
    later(29_000);
    await webhookRound(deps);
    assert.deepEqual(started, []);
    later(2_000);
    await webhookRound(deps);
    await webhookRound(deps);
    assert.deepEqual(started, [id]);
    later(31_000);
    await webhookRound(deps);
    assert.deepEqual(started, [id, id]);
  });

  it('leaves alone what is settled', async () => {
    const event = await newEvent('1');
    await run(own.db, settleWebhookEvent(event, event.id, 'delivered', now));
    later(60_000);
    await webhookRound(deps);
    assert.deepEqual(started, []);
  });

  it('comes to every late event, however many cannot be started', async () => {
    const events = [await newEvent('1'), await newEvent('2'), await newEvent('3')];
    refused = events.slice(0, 2).map(({ id }) => id);
    later(60_000);
    for (let round = 0; round < 3; round++) assert.equal(await webhookRound(deps), 'idle');
    assert.deepEqual(started, [events[2]?.id]);
    assert.ok(!JSON.stringify(logged).includes('planted'));
  });

  it('asks to go on while there are more than it takes at once', async () => {
    for (let index = 0; index < 101; index++) await newEvent(String(index));
    later(60_000);
    assert.equal(await webhookRound(deps), 'more');
    assert.equal(await webhookRound(deps), 'idle');
    assert.equal(new Set(started).size, 101);
  });
});
