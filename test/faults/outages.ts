import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checkQueue } from './checker.ts';
import type { FaultStack } from './fault-stack.ts';
import { killWhile, newLedger, playLoad, untilDrained } from './load.ts';
import { type MoodyReceiver, OK, startMoodyReceiver } from './moody-receiver.ts';
import { until } from './patience.ts';
import { scaled } from './scale.ts';
import { seededRandom } from './seed.ts';
import { stubPicture } from './stub-vision.ts';
import { visit } from './visitor.ts';

/** Servers that go away and come back. */
export function outages(given: () => FaultStack): void {
  describe('a server that is away', function () {
    this.timeout(240_000);
    let stack: FaultStack;
    let receiver: MoodyReceiver;

    before(() => {
      stack = given();
    });
    beforeEach(async () => {
      await stack.use('stub');
      receiver = await startMoodyReceiver(() => OK);
    });
    afterEach(() => receiver.close());

    const outboxOf = (sessionId: string) => stack.db('outbox').where({ session_id: sessionId });

    it('loses nothing that was created, uploaded and sent while Temporal was down', async () => {
      const random = seededRandom('Temporal down');
      const sessions = scaled(8, 40);
      const ledger = newLedger();
      await stack.parts.temporal.stop('SIGKILL');
      const load = { sessions, atOnce: 4, webhookUrl: receiver.url, random, impatient: 0 };
      await playLoad(stack, load, ledger);
      const waiting = await stack.db('outbox').count({ rows: '*' }).first();
      assert.equal(Number(waiting?.rows), sessions * 4, 'a start, two pictures and a submission each');
      assert.deepEqual(receiver.taken, []);

      await stack.parts.temporal.start();
      const judge = () => checkQueue({ ...ledger, received: receiver.taken });
      await untilDrained(stack, 120_000, () => judge().lost);
      const verdict = judge();
      assert.equal(verdict.acknowledged, sessions * 3);
      assert.deepEqual([verdict.lost, verdict.unexpected], [[], []]);
    });

    it('decides by every document where the message of the last one never arrived and that of the submission did', async () => {
      const picture = await stubPicture('good');
      const { sessionId, upload, send } = await visit(stack, receiver.url);
      await upload('passport', picture);
      // Nobody else is to carry the message: neither the relay, nor the API once its line is back.
      await stack.parts.worker.stop('SIGKILL');
      stack.apiToTemporal.cut();
      await upload('proof-of-address', picture);
      const toldOfFailure = () =>
        readFileSync(stack.parts.api.logFile, 'utf8')
          .split('\n')
          .some(
            (line) =>
              line.includes('OUTBOX_DISPATCH_FAILED') &&
              line.includes(sessionId) &&
              line.includes('documentCaptured'),
          );
      await until('the dispatch of the document failed', 20_000, toldOfFailure);
      const outOfReach = { next_attempt_at: new Date('2100-01-01') };
      assert.equal(await outboxOf(sessionId).where({ kind: 'documentCaptured' }).update(outOfReach), 1);
      stack.apiToTemporal.mend();

      await send();
      await stack.parts.worker.start();
      const session = () => stack.db('verification_sessions').where({ id: sessionId }).first();
      await until('the session is decided', 60_000, async () => (await session()).phase === 'complete');
      assert.deepEqual(await outboxOf(sessionId).pluck('kind'), ['documentCaptured']);
      assert.equal((await session()).review_status, 'approved');
      const documents = stack.db('documents').where({ session_id: sessionId }).orderBy('captured_at');
      assert.deepEqual(await documents.pluck('state'), ['read', 'read']);

      await outboxOf(sessionId).update({ next_attempt_at: new Date(0) });
      await untilDrained(stack, 60_000);
      assert.deepEqual(receiver.taken.map((event) => event.replace(`${sessionId} `, '')).sort(), [
        'completed',
        'extraction passport',
        'extraction proof_of_address',
      ]);
    });

    it('loses nothing when PostgreSQL and the object store are killed and come back under load', async () => {
      const random = seededRandom('PostgreSQL and object store');
      const ledger = newLedger();
      const load = {
        sessions: scaled(16, 100),
        atOnce: 4,
        webhookUrl: receiver.url,
        random,
        impatient: 0,
      };
      const judge = () => checkQueue({ ...ledger, received: receiver.taken });
      const work = playLoad(stack, load, ledger);
      const kills = await killWhile(
        stack,
        {
          targets: [
            ['postgres', 1],
            ['objectStore', 1],
          ],
          progress: () => receiver.heard.length,
          every: [scaled(4, 10), scaled(10, 30)],
          withinMs: 300,
          random,
        },
        work,
      );
      await work;
      await untilDrained(stack, 150_000, () => judge().lost);
      const verdict = judge();
      assert.equal(verdict.acknowledged, load.sessions * 3);
      assert.deepEqual([verdict.lost, verdict.unexpected], [[], []]);
      assert.ok(kills.get('postgres'), 'PostgreSQL was killed');
      assert.ok(kills.get('objectStore'), 'the object store was killed');
    });
  });
}
