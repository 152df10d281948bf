import assert from 'node:assert/strict';
import { createOwnDatabase, type OwnDatabase } from '../../test/support/own-database.ts';
import { seedSession, seedTenant, testKeyRing } from '../../test/support/session-rows.ts';
import { testConfig } from '../../test/support/stack.ts';
import { insertOutbox, type OutboxRow, outboxBacklog } from '../db/outbox.ts';
import type { SessionRef } from '../domain/session.ts';
import { type OutboxDeps, relayFrom, relayOutbox, relayRound } from './outbox.ts';
import { WorkflowTimeoutError } from './verification-client.ts';

type Answer = 'delivered' | 'finished' | Error | Promise<never>;

describe('the outbox', () => {
  const start = new Date('2026-01-01T00:00:00.000Z');
  let own: OwnDatabase;
  let session: SessionRef & { expiresAt: Date };
  let now = start;
  let logged: { level: string; code?: string; error?: string }[] = [];
  let delivered: string[] = [];
  /** How Temporal behaves: by row, else as `others` says. */
  let behaviour: { rows: Record<string, Answer>; others: Answer };
  let deps: OutboxDeps;

  before(async () => {
    own = await createOwnDatabase(testConfig().DATABASE_URL);
    const keys = testKeyRing();
    session = (await seedSession(own.db, keys, await seedTenant(own.db))).session;
    const log = (level: string) => (fields: object) => logged.push({ level, ...fields });
    deps = {
      db: own.db,
      clock: () => now,
      log: { info: log('info'), warn: log('warn'), error: log('error') },
      verification: {
        deliver: async (row) => {
          const answer = await (behaviour.rows[row.id] ?? behaviour.others);
          if (answer instanceof Error) throw answer;
          delivered.push(row.id);
          return answer;
        },
      },
    };
  });
  after(() => own.drop());
  beforeEach(async () => {
    now = start;
    logged = [];
    delivered = [];
    behaviour = { rows: {}, others: 'delivered' };
    await own.db('outbox').delete();
    await own.db('verification_sessions').update({ phase: 'created' });
  });

  const write = (): Promise<OutboxRow> =>
    insertOutbox(own.db, session, { kind: 'start' }, now, relayFrom(now));
  const writeMany = async (count: number) => {
    const rows: OutboxRow[] = [];
    for (let index = 0; index < count; index++) rows.push(await write());
    return rows;
  };
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  const left = async () => (await outboxBacklog(own.db)).rows;
  const codes = () => logged.map(({ code }) => code);

  describe('relayed', () => {
    it('is left to the request for two seconds', async () => {
      await write();
      later(1_900);
      await relayRound(deps);
      assert.deepEqual(delivered, []);
      later(200);
      await relayRound(deps);
      assert.equal(delivered.length, 1);
      assert.equal(await left(), 0);
    });

    it('lets the rows behind a bad one pass, and tries the bad one again, ever later', async () => {
      const [bad, ...others] = await writeMany(5);
      assert.ok(bad);
      behaviour.rows = { [bad.id]: new TypeError('planted-message') };
      later(3_000);
      await relayRound(deps);
      assert.deepEqual(delivered.sort(), others.map(({ id }) => id).sort());
      const delays: number[] = [];
      for (let attempt = 1; attempt <= 9; attempt++) {
        const row = await own.db('outbox').first();
        assert.equal(row.attempts, attempt);
        assert.equal(row.last_error, 'TypeError');
        delays.push(row.next_attempt_at.getTime() - now.getTime());
        now = row.next_attempt_at;
        await relayRound(deps);
      }
      assert.ok(delays.every((delay) => delay >= 1_000 && delay <= 60_000));
      assert.ok((delays[0] ?? 0) <= 1_000 && (delays[8] ?? 0) >= 30_000, delays.join(' '));
      assert.ok(!JSON.stringify(logged).includes('planted'));
    });

    it('keeps every row while Temporal is away, and sends all of them soon after it is back', async () => {
      const rows = await writeMany(230);
      behaviour.others = new WorkflowTimeoutError();
      later(3_000);
      for (let round = 0; round < 20; round++) {
        assert.equal(await relayRound(deps), 'idle');
        later(1_000);
      }
      assert.equal(await left(), 230);
      const tried = (await own.db('outbox').where('attempts', '>', 0)).length;
      assert.ok(tried <= 100, `${tried} rows were tried though Temporal is away`);
      behaviour.others = 'delivered';
      later(5_000);
      let rounds = 0;
      while ((await relayRound(deps)) === 'more') rounds++;
      assert.equal(await left(), 0);
      assert.ok(rounds <= 5);
      assert.deepEqual(new Set(delivered), new Set(rows.map(({ id }) => id)));
    });

    it('passes over what another relay holds', async () => {
      const rows = await writeMany(80);
      later(3_000);
      await Promise.all([relayRound(deps), relayRound(deps)]);
      await relayRound(deps);
      assert.equal(delivered.length, rows.length, 'nothing was sent twice');
      assert.equal(await left(), 0);
    });

    it('is done with where the workflow has ended and so has the session', async () => {
      await write();
      await own.db('verification_sessions').update({ phase: 'canceled' });
      behaviour.others = 'finished';
      later(3_000);
      await relayRound(deps);
      assert.equal(await left(), 0);
      assert.deepEqual(codes(), []);
    });

    it('raises an alarm and stays where the workflow has ended but the session has not', async () => {
      await write();
      behaviour.others = 'finished';
      later(3_000);
      await relayRound(deps);
      assert.equal(await left(), 1);
      assert.deepEqual(
        logged.map(({ level, code }) => `${level} ${code}`),
        ['error OUTBOX_WORKFLOW_FINISHED'],
      );
    });

    it('goes on by itself until it is told to stop, which it does at once', async () => {
      const stopping = new AbortController();
      now = new Date();
      await writeMany(120);
      later(3_000);
      const running = relayOutbox(deps, stopping.signal);
      while ((await left()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
      stopping.abort();
      const started = performance.now();
      await running;
      assert.ok(performance.now() - started < 500);
      assert.equal(delivered.length, 120);
    });
  });
});
