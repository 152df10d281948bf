import assert from 'node:assert/strict';
import { createOwnDatabase, type OwnDatabase } from '../../test/support/own-database.ts';
import { seedSession, seedTenant, testKeyRing } from '../../test/support/session-rows.ts';
import { testConfig } from '../../test/support/stack.ts';
import { until } from '../../test/support/until.ts';
import { insertOutbox, type OutboxRow, outboxBacklog } from '../db/outbox.ts';
import type { SessionRef } from '../domain/session.ts';
import { createDispatcher } from './dispatcher.ts';
import { type OutboxDeps, relayFrom } from './outbox.ts';

type Outcome = 'delivered' | 'finished' | Error;

describe('the dispatcher', () => {
  const now = new Date('2026-01-01T00:00:00.000Z');
  let own: OwnDatabase;
  let session: SessionRef & { expiresAt: Date };
  let logged: { code?: string }[] = [];
  let delivered: string[] = [];
  /** How Temporal behaves. Where it `holds`, nothing is answered until the test says so. */
  let outcome: Outcome;
  let holds: ((outcome: Outcome) => void)[] | undefined;
  let deps: OutboxDeps;

  before(async () => {
    own = await createOwnDatabase(testConfig().DATABASE_URL);
    session = (await seedSession(own.db, testKeyRing(), await seedTenant(own.db))).session;
    const log = (fields: object) => logged.push(fields);
    deps = {
      db: own.db,
      clock: () => now,
      log: { info: log, warn: log, error: log },
      verification: {
        deliver: async (row) => {
          delivered.push(row.id);
          const answer = holds ? await new Promise<Outcome>((resolve) => holds?.push(resolve)) : outcome;
          if (answer instanceof Error) throw answer;
          return answer;
        },
      },
    };
  });
  after(() => own.drop());
  beforeEach(async () => {
    logged = [];
    delivered = [];
    outcome = 'delivered';
    holds = undefined;
    await own.db('outbox').delete();
  });

  const write = (): Promise<OutboxRow> =>
    insertOutbox(own.db, session, { kind: 'start' }, now, relayFrom(now));
  const left = async () => (await outboxBacklog(own.db)).rows;
  const codes = () => logged.map(({ code }) => code);
  const answer = (given: Outcome) => holds?.shift()?.(given);

  it('sends a row before the request is answered, and removes it behind it', async () => {
    const row = await write();
    const dispatcher = createDispatcher(deps);
    await dispatcher.send(row);
    assert.deepEqual(delivered, [row.id]);
    await dispatcher.idle();
    assert.equal(await left(), 0);
  });

  it('holds nobody up while Temporal is slow', async () => {
    holds = [];
    const dispatcher = createDispatcher(deps);
    await dispatcher.send(await write());
    assert.equal(await left(), 1);
    answer('delivered');
    await dispatcher.idle();
    assert.equal(await left(), 0);
  });

  it('never fails a request, and leaves to the relay what failed', async () => {
    outcome = new Error('planted-message');
    const dispatcher = createDispatcher(deps);
    await dispatcher.send(await write());
    await dispatcher.idle();
    assert.equal(await left(), 1);
    assert.deepEqual(codes(), ['OUTBOX_DISPATCH_FAILED']);
    assert.ok(!JSON.stringify(logged).includes('planted'));
  });

  it('leaves to the relay what was sent and could not be removed', async () => {
    const dispatcher = createDispatcher(deps);
    const row = await write();
    await own.db.raw('alter table outbox rename to outbox_away');
    await dispatcher.send(row);
    await dispatcher.idle();
    await own.db.raw('alter table outbox_away rename to outbox');
    assert.deepEqual(codes(), ['OUTBOX_DISPATCH_FAILED']);
    assert.equal(await left(), 1);
  });

  it('leaves to the relay what met a workflow that has ended', async () => {
    outcome = 'finished';
    const dispatcher = createDispatcher(deps);
    await dispatcher.send(await write());
    await dispatcher.idle();
    assert.equal(await left(), 1);
  });

  it('lets a request wait for a place, in the order in which they came', async () => {
    holds = [];
    const rows = [await write(), await write(), await write()];
    const dispatcher = createDispatcher(deps, { places: 1, waitMs: 60_000 });
    const answered: number[] = [];
    const sending = rows.map((row, at) => dispatcher.send(row).then(() => answered.push(at)));
    await sending[0];
    for (const count of [2, 3]) {
      assert.equal(delivered.length, count - 1);
      answer('delivered');
      await until('the next is sent', () => delivered.length === count);
    }
    await Promise.all(sending);
    answer('delivered');
    await dispatcher.idle();
    assert.deepEqual([answered, delivered], [[0, 1, 2], rows.map(({ id }) => id)]);
  });

  it('lets a request wait a quarter of a second for a place at most, and then leaves its row to the relay', async () => {
    holds = [];
    const dispatcher = createDispatcher(deps, { places: 1, waitMs: 250 });
    await dispatcher.send(await write());
    const late = await write();
    const started = performance.now();
    await dispatcher.send(late);
    const took = performance.now() - started;
    assert.ok(took >= 240 && took < 2_000, `${took} ms`);
    assert.deepEqual(codes(), ['OUTBOX_LEFT_TO_RELAY']);
    answer('delivered');
    await dispatcher.idle();
    assert.ok(!delivered.includes(late.id));
    assert.equal(await left(), 1);
  });

  it('is idle only when what waited for a place was sent, too', async () => {
    holds = [];
    const dispatcher = createDispatcher(deps, { places: 1, waitMs: 60_000 });
    const sending = [dispatcher.send(await write()), dispatcher.send(await write())];
    const idle = dispatcher.idle();
    answer('delivered');
    await until('the second is sent', () => delivered.length === 2);
    answer('delivered');
    await Promise.all([...sending, idle]);
    assert.equal(await left(), 0);
  });
});
