import assert from 'node:assert/strict';
import { createMemoryObjectStore } from '../../test/support/object-store.ts';
import { createOwnDatabase, type OwnDatabase } from '../../test/support/own-database.ts';
import { seedEvent, seedSession, seedTenant, testKeyRing } from '../../test/support/session-rows.ts';
import { testConfig } from '../../test/support/stack.ts';
import { organizationSealer } from '../db/data-keys.ts';
import { IDEMPOTENCY_TTL_MS, storeAnswer } from '../db/idempotency-keys.ts';
import { insertOutbox, outboxBacklog } from '../db/outbox.ts';
import { relayFrom } from './outbox.ts';
import { startRelay } from './relay.ts';

describe('the relay of a worker', () => {
  let own: OwnDatabase;
  before(async () => {
    own = await createOwnDatabase(testConfig().DATABASE_URL);
  });
  after(() => own.drop());

  it('does all its work until it is stopped, and then none', async () => {
    const { db } = own;
    const keys = testKeyRing();
    const past = new Date(Date.now() - 2 * IDEMPOTENCY_TTL_MS);
    const tenant = await seedTenant(db);
    const seeded = await seedSession(db, keys, tenant, { webhookUrl: 'https://a.example', now: past });
    const objectStore = createMemoryObjectStore(() => past);
    await objectStore.put('staging/lost', Buffer.from('x'));
    await insertOutbox(db, seeded.session, { kind: 'start' }, past, relayFrom(past));
    await seedEvent(db, seeded, {
      kind: 'verification.extraction',
      subject: '1',
      body: Buffer.from('{}'),
      now: past,
    });
    const answer = { requestHash: Buffer.from('h'), statusCode: 201, body: {} };
    const sealer = await organizationSealer(db, tenant, keys, past);
    await storeAnswer(db, { ...tenant, route: 'r', key: 'k' }, answer, sealer, past);

    const told: string[] = [];
    const relay = startRelay({
      db,
      objectStore,
      clock: () => new Date(),
      log: { info: () => undefined, warn: () => undefined, error: assert.fail as never },
      verification: {
        deliver: async ({ message }) => {
          told.push(message.kind);
          return 'delivered';
        },
      },
      deliveries: {
        ensureRunning: async () => {
          told.push('delivery');
        },
      },
    });
    const done = async () =>
      told.length === 2 &&
      objectStore.objects.size === 0 &&
      (await outboxBacklog(db)).rows === 0 &&
      (await db('idempotency_keys').first()) === undefined;
    while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(told.sort(), ['delivery', 'start']);

    await relay.stop();
    await insertOutbox(db, seeded.session, { kind: 'start' }, past, relayFrom(past));
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    assert.equal((await outboxBacklog(db)).rows, 1);
  });
});
