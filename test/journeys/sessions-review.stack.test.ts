import assert from 'node:assert/strict';
import { findSessionSealer } from '../../src/db/data-keys.ts';
import { findReview, openReviewText } from '../../src/db/reviews.ts';
import type { SessionRef } from '../../src/domain/session.ts';
import { WorkflowTimeoutError } from '../../src/relay/verification-client.ts';
import { type SessionFacts, sessionFacts } from '../support/session-facts.ts';
import { startTestApi, type TestApi, type TestTenant } from '../support/test-api.ts';

const PATH = '/api/verification/sessions';
type Review = TestApi['verification']['review'];
type Outcome = Awaited<ReturnType<Review>>;

describe('reviewing a session', () => {
  let api: TestApi;
  let tenant: TestTenant;
  let ref: SessionRef;
  let facts: SessionFacts;
  /** What the workflow answers to the next review. */
  let answer: (reviewId: string) => Promise<Outcome>;
  let heard: { reviewId: string; updateId: string; timeoutMs: number }[];
  const startedAt = new Date('2026-11-23T12:00:00.000Z');

  before(async () => {
    api = await startTestApi();
    tenant = await api.newTenant();
    api.verification.review = async (_, request) => {
      heard.push(request);
      return answer(request.reviewId);
    };
  });
  after(() => api.close());
  beforeEach(async () => {
    heard = [];
    answer = takesIt('approved');
    const { body } = await api.send('POST', PATH, { key: tenant.keys.test });
    ref = { organizationId: tenant.organizationId, environment: 'test', sessionId: body.sessionId };
    facts = sessionFacts(api, ref);
  });

  const pending = async () => {
    await facts.submit();
    await facts.decide({ outcome: 'pending_review', reasons: ['NAME_MISMATCH'] });
  };
  const review = (body: unknown = { decision: 'approve' }, key?: string) =>
    api.send('POST', `${PATH}/${ref.sessionId}/review`, {
      key: tenant.keys.test,
      body,
      ...(key !== undefined && { headers: { 'idempotency-key': key } }),
    });
  const decidedAt = startedAt.toISOString();
  const takesIt = (reviewStatus: 'approved' | 'rejected') => async (reviewId: string) => {
    await facts.decideByReview(reviewId, reviewStatus);
    return { reviewStatus, decidedAt };
  };
  const timesOut = async () => {
    throw new WorkflowTimeoutError();
  };
  const reviewsKept = async () =>
    Number((await api.db('reviews').where({ session_id: ref.sessionId }).count({ n: '*' }).first())?.n);

  it('records what the workflow has taken, and keeps reason and note sealed', async () => {
    await pending();
    const { status, body } = await review({ decision: 'approve', reason: 'Called Erika', note: 'all\nwell' });
    assert.deepEqual(
      [status, body],
      [200, { ok: true, sessionId: ref.sessionId, reviewStatus: 'approved', decidedAt }],
    );
    const [{ reviewId, updateId, timeoutMs } = assert.fail()] = heard;
    assert.deepEqual([updateId, timeoutMs], [reviewId, 5_000]);
    const sealer = await findSessionSealer(api.db, ref, api.deps.keys);
    assert.equal((await findReview(api.db, ref, reviewId))?.decision, 'approve');
    assert.deepEqual(await openReviewText(api.db, ref, reviewId, sealer), {
      reason: 'Called Erika',
      note: 'all\nwell',
    });
    const row = await api.db('reviews').where({ id: reviewId }).first();
    assert.ok(!row.reason_sealed.toString('latin1').includes('Erika'));
  });

  it('names each wrong field', async () => {
    await pending();
    const { status, body } = await review({ decision: 'maybe', reason: '', foo: 1 });
    assert.equal(status, 422);
    assert.deepEqual(body.errors.map(({ path }: { path: string }) => path).sort(), [
      'decision',
      'foo',
      'reason',
    ]);
    assert.equal((await review({})).body.errors[0].path, 'decision');
  });

  it('is refused before the documents were sent', async () => {
    const { status, body } = await review();
    assert.deepEqual([status, body.code, heard.length, await reviewsKept()], [409, 'NOT_IN_REVIEW', 0, 0]);
  });

  it('is refused of a session that was canceled or has expired', async () => {
    await api.send('POST', `${PATH}/${ref.sessionId}/cancel`, { key: tenant.keys.test });
    assert.equal((await review()).body.code, 'NOT_IN_REVIEW');
  });

  it('is refused where the policy has decided', async () => {
    await facts.submit();
    await facts.decide({ outcome: 'rejected', reasons: ['DOCUMENT_EXPIRED'] });
    const { status, body } = await review();
    assert.deepEqual([status, body.code, heard.length], [409, 'ALREADY_DECIDED', 0]);
  });

  it('a second time is refused', async () => {
    await pending();
    await review();
    const { status, body } = await review({ decision: 'reject' });
    assert.deepEqual([status, body.code, heard.length], [409, 'ALREADY_DECIDED', 1]);
  });

  it('in the moment of decision reaches the workflow, which waits until it can tell', async () => {
    await facts.submit();
    answer = async () => ({ refused: 'ALREADY_DECIDED' });
    const { status, body } = await review();
    assert.deepEqual([status, body.code, heard.length], [409, 'ALREADY_DECIDED', 1]);
  });

  it('by two operators at once ends with one decision', async () => {
    await pending();
    let isTaken = false;
    answer = async (reviewId) => {
      if (isTaken) return { refused: 'ALREADY_DECIDED' };
      isTaken = true;
      return takesIt('rejected')(reviewId);
    };
    const answers = await Promise.all([
      review({ decision: 'reject' }, 'one'),
      review({ decision: 'reject' }, 'two'),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    assert.equal((await facts.read()).reviewStatus, 'rejected');
  });

  it('is 503 where the workflow has not confirmed it in time', async () => {
    await pending();
    answer = timesOut;
    const { status, body, headers } = await review();
    assert.deepEqual([status, body.code, headers.has('retry-after')], [503, 'REVIEW_UNCONFIRMED', true]);
  });

  it('is confirmed from the rows where only the confirmation was lost', async () => {
    await pending();
    answer = async (reviewId) => {
      await facts.decideByReview(reviewId, 'approved');
      return timesOut();
    };
    assert.equal((await review()).status, 200);
  });

  it('is answered from the rows where the workflow has closed', async () => {
    await pending();
    answer = async (reviewId) => {
      await facts.decideByReview(reviewId, 'rejected');
      return 'absent';
    };
    const { status, body } = await review({ decision: 'reject' });
    assert.deepEqual([status, body.reviewStatus], [200, 'rejected']);
  });

  it('is 503 where the workflow is not there although the rows wait for a decision', async () => {
    await pending();
    answer = async () => 'absent';
    assert.equal((await review()).body.code, 'REVIEW_UNCONFIRMED');
  });

  it('is 503 where the workflow has not heard yet that the documents were sent', async () => {
    await facts.submit();
    answer = async () => ({ refused: 'NOT_IN_REVIEW' });
    assert.equal((await review()).body.code, 'REVIEW_UNCONFIRMED');
  });

  describe('with an Idempotency-Key', () => {
    it('asks for the same update again and gets the first outcome', async () => {
      await pending();
      answer = timesOut;
      assert.equal((await review({ decision: 'approve' }, 'k1')).status, 503);
      answer = takesIt('approved');
      const second = await review({ decision: 'approve' }, 'k1');
      assert.deepEqual([second.status, second.body.reviewStatus], [200, 'approved']);
      assert.equal(second.headers.get('idempotency-replayed'), 'true');
      assert.equal(heard[0]?.updateId, heard[1]?.updateId);
      assert.equal(await reviewsKept(), 1);
    });

    it('is answered the same after the decision, without asking the workflow', async () => {
      await pending();
      const first = await review({ decision: 'approve' }, 'k2');
      answer = async () => assert.fail('The workflow was asked');
      const second = await review({ decision: 'approve' }, 'k2');
      assert.deepEqual(second.body, first.body);
      assert.equal(first.headers.has('idempotency-replayed'), false);
      assert.equal(second.headers.get('idempotency-replayed'), 'true');
    });

    it('refuses another body under the same key', async () => {
      await pending();
      await review({ decision: 'approve', note: 'a' }, 'k3');
      for (const body of [
        { decision: 'reject', note: 'a' },
        { decision: 'approve', note: 'b' },
        { decision: 'approve' },
      ]) {
        const { status, body: answered } = await review(body, 'k3');
        assert.deepEqual([status, answered.code], [422, 'IDEMPOTENCY_KEY_REUSED']);
      }
    });

    it('of equal requests at once is one review', async () => {
      await pending();
      const first = new Map<string, Promise<Outcome>>();
      answer = (reviewId) => {
        const outcome = first.get(reviewId) ?? takesIt('approved')(reviewId);
        first.set(reviewId, outcome);
        return outcome;
      };
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => review({ decision: 'approve' }, 'k4')),
      );
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      assert.equal(await reviewsKept(), 1);
    });

    it('stands for another review in another session', async () => {
      await pending();
      await review({ decision: 'approve' }, 'same');
      const [{ reviewId: one } = assert.fail()] = heard;
      const { body } = await api.send('POST', PATH, { key: tenant.keys.test });
      ref = { ...ref, sessionId: body.sessionId };
      facts = sessionFacts(api, ref);
      await pending();
      assert.equal((await review({ decision: 'approve' }, 'same')).status, 200);
      assert.notEqual(heard[1]?.reviewId, one);
    });
  });
});
