import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { v7 as uuidv7 } from 'uuid';
import {
  type ActivityBench,
  BENCH_TIME,
  type BenchSession,
  openActivityBench,
} from '../../test/support/activity-bench.ts';
import { mintApiKey } from '../crypto/api-key.ts';
import { insertApiKey } from '../db/api-keys.ts';
import { findDecision } from '../db/decisions.ts';
import { insertReview } from '../db/reviews.ts';
import type { OperatorDecision } from '../domain/session.ts';
import { decideSession } from './decide-session.ts';
import { recordReview } from './record-review.ts';

const LATER = '2026-06-16T08:00:00.000Z';

describe('recordReview', () => {
  let bench: ActivityBench;
  let session: BenchSession;
  let apiKeyId: string;
  before(() => {
    bench = openActivityBench();
  });
  after(() => bench.close());
  /** Nothing was uploaded, so the policy leaves the session to a person. */
  beforeEach(async () => {
    session = await bench.newSession({ webhookUrl: 'https://tenant.example/hook' });
    apiKeyId = uuidv7();
    const minted = mintApiKey('secret', 'test');
    const key = { id: apiKeyId, kind: 'secret', label: 'test', minted } as const;
    await insertApiKey(bench.deps.db, session.ref, key, BENCH_TIME);
  });

  const pending = async () => {
    await session.submit();
    await decideSession(bench.deps)({ ...session.ref, at: BENCH_TIME.toISOString() });
  };
  const write = async (decision: OperatorDecision): Promise<string> => {
    const id = uuidv7();
    const review = { id, decision, apiKeyId, reason: 'seen', note: 'a note' };
    await insertReview(bench.deps.db, session.ref, review, session.sealer, BENCH_TIME);
    return id;
  };
  const record = (reviewId: string, at = LATER) => recordReview(bench.deps)({ ...session.ref, reviewId, at });
  const isRefused = (code: string) => (error: unknown) =>
    error instanceof ApplicationFailure && error.type === code && error.nonRetryable === true;
  const completed = async () =>
    (await session.events()).map(({ sequence, reviewStatus }) => [sequence, reviewStatus]);

  it('makes the review the decision, and tells rows, timeline and receiver alike', async () => {
    await pending();
    const result = await record(await write('approve'));
    assert.deepEqual([result.reviewStatus, result.decidedAt], ['approved', LATER]);
    assert.equal((await session.read()).reviewStatus, 'approved');
    assert.deepEqual(await completed(), [
      [1, 'pending_review'],
      [2, 'approved'],
    ]);
    const [, event] = await session.events();
    assert.deepEqual([event.id, event.reasons], [result.eventId, ['OPERATOR_APPROVED']]);
    assert.equal((await session.timeline()).at(-1), 'review.recorded');
  });

  it('returns its first result when the same review is recorded again, at whatever time', async () => {
    await pending();
    const reviewId = await write('reject');
    const first = await record(reviewId);
    assert.deepEqual(await record(reviewId, '2026-06-17T08:00:00.000Z'), first);
    assert.deepEqual(await Promise.all([record(reviewId), record(reviewId)]), [first, first]);
    assert.equal((await session.events()).length, 2);
    assert.equal((await session.timeline()).filter((type) => type === 'review.recorded').length, 1);
  });

  it('counts the first of two reviews only', async () => {
    await pending();
    const [first, second] = [await write('approve'), await write('reject')];
    await record(first);
    await assert.rejects(record(second), isRefused('ALREADY_DECIDED'));
    assert.equal((await session.read()).reviewStatus, 'approved');
    assert.equal((await findDecision(bench.deps.db, session.ref, 2))?.reviewId, first);
    assert.equal((await session.events()).length, 2);
  });

  it('counts one of two reviews that are recorded at once', async () => {
    await pending();
    const reviews = [await write('approve'), await write('reject')];
    const results = await Promise.allSettled(reviews.map((reviewId) => record(reviewId)));
    const counted = results.filter((result) => result.status === 'fulfilled');
    const refused = results.filter((result) => result.status === 'rejected');
    assert.equal(counted.length, 1);
    assert.ok(isRefused('ALREADY_DECIDED')(refused[0]?.reason));
    assert.equal((await session.read()).reviewStatus, counted[0]?.value.reviewStatus);
    assert.equal((await session.events()).length, 2);
  });

  it('changes nothing before the policy has decided', async () => {
    await session.submit();
    await assert.rejects(record(await write('approve')), isRefused('ALREADY_DECIDED'));
    assert.equal((await session.read()).reviewStatus, 'none');
  });

  it('fails for good for a review that is another session’s', async () => {
    await pending();
    const reviewId = await write('approve');
    session = await bench.newSession();
    await assert.rejects(record(reviewId), isRefused('REVIEW_NOT_FOUND'));
  });
});
