import assert from 'node:assert/strict';
import { dayOf } from '../../src/domain/calendar.ts';
import { drawSpecimen } from '../../src/specimen/draw.ts';
import { specimenPerson } from '../../src/specimen/person.ts';
import { verificationId } from '../../src/workflows/messages.ts';
import type { FaultStack } from './fault-stack.ts';
import { killWhile, untilDrained } from './load.ts';
import { type MoodyReceiver, OK, startMoodyReceiver } from './moody-receiver.ts';
import { until } from './patience.ts';
import { scaled } from './scale.ts';
import { seededRandom } from './seed.ts';
import { type Visit, visit } from './visitor.ts';

/** In temporal.api.enums.v1.PendingActivityState. */
const STARTED = 2;

/** A reading that was killed some times, each to be missed first; several times that, for slow machines. */
const TOLD_WITHIN_MS = scaled(180_000, 400_000);

/** Processes that end without a word, while pictures are really read. */
export function kills(given: () => FaultStack): void {
  describe('a process that is killed', function () {
    this.timeout(600_000);
    let stack: FaultStack;
    let receiver: MoodyReceiver;
    let passport: Buffer;
    let bill: Buffer;
    let atAnyMoment: Promise<string[]>;
    let undisturbed: { phase: string; review_status: string; reasons: string[] } | undefined;

    before(async function () {
      this.timeout(TOLD_WITHIN_MS + 120_000);
      stack = given();
      receiver = await startMoodyReceiver(() => OK);
      const person = specimenPerson({ today: dayOf(new Date()) });
      [passport, bill] = await Promise.all([drawSpecimen('passport', person), drawSpecimen('bill', person)]);
      await stack.use('real');
      undisturbed = await decideUndisturbed();
    });
    after(() => receiver?.close());

    async function play(): Promise<Visit> {
      const visited = await visit(stack, receiver.url);
      await visited.upload('passport', passport);
      await visited.upload('proof-of-address', bill);
      await visited.send();
      return visited;
    }

    async function isReading(sessionId: string): Promise<boolean> {
      const workflow = stack.temporal.workflow.getHandle(verificationId(sessionId));
      const { raw } = await workflow.describe();
      return (raw.pendingActivities ?? []).some(
        ({ activityType, state }) => activityType?.name === 'readDocument' && state === STARTED,
      );
    }

    async function decisionsOf(sessionIds: readonly string[]) {
      const sessions = stack.db('verification_sessions as session').whereIn('session.id', sessionIds);
      return sessions
        .leftJoin('decisions as decision', 'decision.session_id', 'session.id')
        .select('session.phase', 'session.review_status', 'decision.reasons');
    }

    /** Of the same pictures while nothing was killed: what is read in them is not for this test to say. */
    async function decideUndisturbed() {
      const { sessionId } = await play();
      await until('the outcome is told', TOLD_WITHIN_MS, () => isTold(sessionId));
      const documents = stack.db('documents').where({ session_id: sessionId });
      assert.deepEqual(await documents.pluck('state'), ['read', 'read']);
      return (await decisionsOf([sessionId]))[0];
    }

    async function areDecidedAlike(sessionIds: readonly string[]): Promise<void> {
      assert.deepEqual(
        await decisionsOf(sessionIds),
        sessionIds.map(() => undisturbed),
      );
      const outcomes = receiver.heard.filter(({ what }) => what === 'completed');
      for (const id of sessionIds) {
        const heard = outcomes.filter(({ sessionId }) => sessionId === id);
        assert.ok(heard.length > 0, 'the outcome was told');
        assert.equal(new Set(heard.map(({ eventId }) => eventId)).size, 1);
      }
    }

    const isTold = (id: string) =>
      receiver.heard.some(({ sessionId, what }) => sessionId === id && what === 'completed');

    async function killWhileReading(): Promise<string> {
      const { sessionId } = await play();
      await until('a picture is being read', 90_000, () => isReading(sessionId));
      await stack.kill('worker');
      return sessionId;
    }

    /** Resolves with the sessions that were played, where each client goes on to the next once it was told the outcome. */
    async function killAtAnyMoment(clients: number, sessionsEach: number): Promise<string[]> {
      const random = seededRandom('API and worker');
      const turns = Array.from({ length: clients }, async () => {
        const played: string[] = [];
        for (let turn = 0; turn < sessionsEach; turn += 1) {
          const { sessionId } = await play();
          played.push(sessionId);
          await until('the outcome is told', TOLD_WITHIN_MS, () => isTold(sessionId));
        }
        return played;
      });
      const work = Promise.all(turns);
      const targets = [
        ['api', 1],
        ['worker', 1],
      ] as const;
      const progress = () => receiver.heard.length;
      await killWhile(stack, { targets, progress, every: [0, 4], withinMs: 1_500, random }, work);
      return (await work).flat();
    }

    it('in the middle of reading takes no session with it', async () => {
      const killed: string[] = [];
      for (let round = 0; round < scaled(1, 3); round += 1) killed.push(await killWhileReading());
      // What becomes of them takes as long as a missed heartbeat: meanwhile the next test's sessions are played.
      atAnyMoment = killAtAnyMoment(scaled(2, 3), scaled(1, 6));
      atAnyMoment.catch(() => undefined);
      await until('the outcomes are told', TOLD_WITHIN_MS, () => killed.every(isTold));
      await areDecidedAlike(killed);
    });

    it('at any moment takes no acknowledged session with it', async () => {
      const played = await atAnyMoment;
      assert.equal(played.length, scaled(2, 18));
      await untilDrained(stack, TOLD_WITHIN_MS);
      await areDecidedAlike(played);
    });
  });
}
