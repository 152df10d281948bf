import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { webhookDeliveryId } from '../../src/workflows/messages.ts';
import type { FaultStack } from './fault-stack.ts';
import {
  ERROR,
  type Hearing,
  type Mood,
  type MoodyReceiver,
  OK,
  startMoodyReceiver,
} from './moody-receiver.ts';
import { until } from './patience.ts';
import { type StubText, stubPicture } from './stub-vision.ts';
import { call, visit } from './visitor.ts';

const HANG: Mood = { does: 'hang', taken: false };
const FORGET: Mood = { does: 'reset', when: 'after reading', taken: true };
const ENDLESS: Mood = { does: 'pour', everyMs: 0, taken: true };
const DRIP: Mood = { does: 'pour', everyMs: 200, taken: false };

/** Longest way of any of these: an exchange of 15 s, or 30 s until the relay calls a delivery overdue; twice, for slow machines. */
const SETTLED_WITHIN_MS = 120_000;

/** What becomes of the outcome of a session, each test with an endpoint of its own path and all of them at once. */
export function receivers(given: () => FaultStack): void {
  describe('a receiver of webhooks', function () {
    this.timeout(SETTLED_WITHIN_MS + 60_000);
    let stack: FaultStack;
    let receiver: MoodyReceiver;
    let elsewhere: MoodyReceiver;
    const sessions = new Map<string, Promise<string>>();
    let isDeliveryTerminated = false;
    let isApproved = false;

    /** How the outcome is met at a path; everything else is taken. */
    const moods: Record<string, (hearing: Hearing) => Mood> = {
      '/fails-five-times': ({ attempt }) => (attempt <= 5 ? ERROR : OK),
      '/fails-until-approved': ({ reviewStatus }) => (reviewStatus === 'pending_review' ? ERROR : OK),
      '/hangs': ({ attempt }) => (attempt === 1 ? HANG : OK),
      '/resets-before-reading': () => OK,
      '/resets-after-reading': ({ attempt }) => (attempt === 1 ? FORGET : OK),
      '/redirects': ({ attempt }) =>
        attempt === 1
          ? { does: 'answer', status: 302, headers: { location: elsewhere.url }, taken: false }
          : OK,
      '/pours': () => ENDLESS,
      '/drips': ({ attempt }) => (attempt === 1 ? DRIP : OK),
      '/fails-until-terminated': () => (isDeliveryTerminated ? OK : ERROR),
    };

    async function play(path: string, text: StubText): Promise<string> {
      const visited = await visit(stack, new URL(path, receiver.url).href);
      const picture = await stubPicture(text);
      await visited.upload('passport', picture);
      await visited.upload('proof-of-address', picture);
      await visited.send();
      return visited.sessionId;
    }

    before(async () => {
      stack = given();
      await stack.use('stub');
      elsewhere = await startMoodyReceiver(() => OK);
      const seen = new Set<string>();
      receiver = await startMoodyReceiver(
        (hearing) => (hearing.what === 'completed' ? (moods[hearing.path]?.(hearing) ?? OK) : OK),
        (headers, path) => {
          const id = String(headers['webhook-id']);
          const isFirst = path === '/resets-before-reading' && !seen.has(id);
          seen.add(id);
          return isFirst;
        },
      );
      for (const path of Object.keys(moods)) {
        const text = path === '/fails-until-approved' ? 'unreadable' : 'good';
        const played = play(path, text);
        // Awaited by its own test, which may come after the failure of another.
        played.catch(() => undefined);
        sessions.set(path, played);
      }
      await Promise.all([approveAfterFailures(), terminateDelivery()]);
    });
    after(async () => {
      await receiver?.close();
      await elsewhere?.close();
    });

    const completedOf = (sessionId: string) =>
      stack
        .db('webhook_events')
        .where({ session_id: sessionId, kind: 'verification.completed' })
        .orderBy('sequence');
    const heardOutcomes = (sessionId: string) =>
      receiver.heard.filter((hearing) => hearing.sessionId === sessionId && hearing.what === 'completed');

    /** Rows of the attempts at the outcome, once every outcome of the session is settled. */
    async function settled(path: string) {
      const sessionId = await sessions.get(path);
      assert.ok(sessionId);
      await until('the outcome is settled', SETTLED_WITHIN_MS, async () => {
        const events = await completedOf(sessionId);
        return events.length > 0 && events.every(({ state }) => state !== 'pending');
      });
      const events = await completedOf(sessionId);
      const attempts = await stack
        .db('webhook_attempts')
        .whereIn(
          'event_id',
          events.map(({ id }) => id),
        )
        .orderBy(['started_at', 'number']);
      return {
        sessionId,
        states: events.map(({ state }) => state),
        attempts: attempts.map(({ status_code, error_code }) => error_code ?? status_code),
        heard: heardOutcomes(sessionId),
      };
    }

    async function approveAfterFailures(): Promise<void> {
      const sessionId = (await sessions.get('/fails-until-approved')) ?? '';
      await until(
        'the receiver refused to hear of a review',
        60_000,
        () => heardOutcomes(sessionId).length >= 2,
      );
      const body = { decision: 'approve', reason: 'seen', note: 'a note' };
      const { reviewStatus } = await call(stack, 'POST', `/${sessionId}/review`, { body });
      isApproved = reviewStatus === 'approved';
    }

    async function terminateDelivery(): Promise<void> {
      const sessionId = (await sessions.get('/fails-until-terminated')) ?? '';
      await until('the first attempt failed', 60_000, () => heardOutcomes(sessionId).length > 0);
      const [event] = await completedOf(sessionId);
      const delivery = stack.temporal.workflow.getHandle(webhookDeliveryId(event.id));
      const { runId } = await delivery.describe();
      await stack.temporal.workflow.getHandle(delivery.workflowId, runId).terminate('a person did it');
      const ending = await stack.temporal.workflow
        .getHandle(delivery.workflowId, runId)
        .result()
        .catch((error: unknown) => error);
      assert.ok(ending instanceof WorkflowFailedError);
      isDeliveryTerminated = true;
    }

    it('that answers 500 five times gets the same bytes once more, and six attempts are recorded', async () => {
      const { states, attempts, heard } = await settled('/fails-five-times');
      assert.deepEqual(states, ['delivered']);
      assert.deepEqual(attempts, [500, 500, 500, 500, 500, 200]);
      assert.deepEqual(
        heard.map(({ attempt }) => attempt),
        [1, 2, 3, 4, 5, 6],
      );
      assert.equal(new Set(heard.map(({ body }) => body.toString('base64'))).size, 1);
      assert.equal(new Set(heard.map(({ eventId }) => eventId)).size, 1);
    });

    it('that fails while an operator approves hears of the approval last', async () => {
      const { states, heard } = await settled('/fails-until-approved');
      assert.ok(isApproved);
      assert.deepEqual(states, ['superseded', 'delivered']);
      assert.equal(heard.at(-1)?.reviewStatus, 'approved');
      assert.equal(heard.filter(({ reviewStatus }) => reviewStatus === 'approved').length, 1);
    });

    for (const [path, name, expected, timesHeard] of [
      ['/hangs', 'hangs', ['TIMEOUT', 200], 2],
      ['/resets-before-reading', 'resets the connection before it reads', ['CONNECTION_FAILED', 200], 1],
      ['/resets-after-reading', 'resets the connection after it read', ['CONNECTION_FAILED', 200], 2],
      ['/redirects', 'sends us to another address', [302, 200], 2],
      ['/drips', 'drips an answer without an end', ['TIMEOUT', 200], 2],
    ] as const) {
      it(`that ${name} is asked again`, async () => {
        const { states, attempts, heard } = await settled(path);
        assert.deepEqual(states, ['delivered']);
        assert.deepEqual(attempts, expected);
        assert.equal(heard.length, timesHeard);
      });
    }

    it('that pours an answer without an end is believed by its status, and little of the answer is kept', async () => {
      const { sessionId, attempts, heard } = await settled('/pours');
      assert.deepEqual(attempts, [200]);
      assert.equal(heard.length, 1);
      const [event] = await completedOf(sessionId);
      const attempt = await stack.db('webhook_attempts').where({ event_id: event.id }).first();
      assert.ok(attempt.response_sealed.length < 5_000);
    });

    it('hears the outcome although the workflow of its delivery was terminated', async () => {
      const { sessionId, states, attempts } = await settled('/fails-until-terminated');
      assert.deepEqual(states, ['delivered']);
      assert.deepEqual([attempts[0], attempts.at(-1)], [500, 200]);
      const [event] = await completedOf(sessionId);
      // The row is settled by the step of a workflow that ends a moment later.
      const delivery = stack.temporal.workflow.getHandle(webhookDeliveryId(event.id));
      const statusNow = async () => (await delivery.describe()).status.name;
      const isCompleted = async () => (await statusNow()) === 'COMPLETED';
      await until('another run that took over is completed', 30_000, isCompleted, statusNow);
    });

    it('is never followed to where it points', () => {
      assert.deepEqual(elsewhere.heard, []);
    });

    it('finds every request signed', () => {
      assert.ok(receiver.heard.length > 0);
      assert.ok(receiver.heard.every(({ isSigned }) => isSigned));
    });
  });
}
