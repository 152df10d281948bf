import assert from 'node:assert/strict';
import { advancePhase, chooseIdentityDocument, recordCancelRequest } from '../../src/db/sessions.ts';
import type { SessionRef } from '../../src/domain/session.ts';
import { WorkflowTimeoutError } from '../../src/relay/verification-client.ts';
import type { WorkflowProgress } from '../../src/workflows/messages.ts';
import { type SessionFacts, sessionFacts } from '../support/session-facts.ts';
import { startTestApi, type TestApi, type TestTenant } from '../support/test-api.ts';

const PATH = '/api/verification/sessions';
const DAY_MS = 24 * 60 * 60 * 1000;

describe('reading a session', () => {
  let api: TestApi;
  let tenant: TestTenant;
  let ref: SessionRef;
  let facts: SessionFacts;
  const startedAt = new Date('2026-11-23T12:00:00.000Z');
  before(async () => {
    api = await startTestApi();
    tenant = await api.newTenant();
  });
  after(() => api.close());
  beforeEach(async () => {
    api.time.now = startedAt;
    const { body } = await api.send('POST', PATH, {
      key: tenant.keys.test,
      body: { metadata: { a: [1, null] } },
    });
    ref = { organizationId: tenant.organizationId, environment: 'test', sessionId: body.sessionId };
    facts = sessionFacts(api, ref);
  });

  const ask = async (suffix = '') =>
    api.send('GET', `${PATH}/${ref.sessionId}${suffix}`, { key: tenant.keys.test });
  const get = async () => (await ask()).body;

  it('tells a new one as it was created', async () => {
    assert.deepEqual(await get(), {
      ok: true,
      sessionId: ref.sessionId,
      externalUserId: null,
      environment: 'test',
      phase: 'created',
      reviewStatus: 'none',
      decision: null,
      reasons: [],
      documents: [],
      checks: [],
      selfie: null,
      metadata: { a: [1, null] },
      createdAt: startedAt.toISOString(),
      expiresAt: new Date(startedAt.getTime() + DAY_MS).toISOString(),
      completedAt: null,
    });
  });

  it('tells of the current document of each slot only', async () => {
    await facts.document('passport');
    const retake = await facts.document('passport');
    const { documents } = await get();
    assert.deepEqual(documents, [
      { id: retake, kind: 'passport', side: 'front', state: 'received', capturedAt: startedAt.toISOString() },
    ]);
  });

  it('counts facts at once, before the workflow has heard of them', async () => {
    await facts.submit();
    assert.equal((await get()).phase, 'processing');
  });

  it('shows it as expired from the moment of its expiry', async () => {
    api.time.now = new Date(startedAt.getTime() + DAY_MS - 1);
    assert.equal((await get()).phase, 'created');
    api.time.now = new Date(startedAt.getTime() + DAY_MS);
    assert.equal((await get()).phase, 'expired');
  });

  it('never shows as expired what was submitted in time', async () => {
    await facts.submit();
    api.time.now = new Date(startedAt.getTime() + 2 * DAY_MS);
    assert.equal((await get()).phase, 'processing');
  });

  it('has no decision while a person is awaited, but the reasons why', async () => {
    await facts.submit();
    await facts.decide({ outcome: 'pending_review', reasons: ['NAME_MISMATCH', 'ADDRESS_DATE_UNKNOWN'] });
    const { phase, reviewStatus, decision, reasons, completedAt } = await get();
    assert.deepEqual([phase, reviewStatus, decision], ['complete', 'pending_review', null]);
    assert.deepEqual(reasons, ['NAME_MISMATCH', 'ADDRESS_DATE_UNKNOWN']);
    assert.equal(completedAt, startedAt.toISOString());
  });

  for (const outcome of ['approved', 'rejected'] as const) {
    it(`has the decision ${outcome} with its reasons`, async () => {
      await facts.submit();
      await facts.decide({ outcome, reasons: ['ALL_CHECKS_PASSED'] });
      const { reviewStatus, decision, reasons } = await get();
      assert.deepEqual([reviewStatus, decision, reasons], [outcome, outcome, ['ALL_CHECKS_PASSED']]);
    });
  }

  it('shows no secret', async () => {
    const { body } = await api.send('POST', PATH, {
      key: tenant.keys.test,
      body: { webhookUrl: 'https://tenant.example/hook', webhookSecret: 'change-me-min-16-chars-random' },
    });
    const answer = await api.send('GET', `${PATH}/${body.sessionId}`, { key: tenant.keys.test });
    const text = JSON.stringify(answer.body);
    assert.ok(!text.includes('change-me') && !text.includes('kvs_') && !/secret|token|hash/i.test(text));
  });

  describe('and its progress', () => {
    const fromWorkflow: WorkflowProgress = {
      phase: 'capturing',
      reviewStatus: 'none',
      waitingFor: 'submission',
      documents: [],
    };
    let queryProgress: TestApi['verification']['queryProgress'];
    beforeEach(() => {
      queryProgress = api.verification.queryProgress;
    });
    afterEach(() => {
      api.verification.queryProgress = queryProgress;
    });
    const progress = async () => ask('/progress');

    it('is what the running workflow says', async () => {
      api.verification.queryProgress = async () => fromWorkflow;
      const { status, body } = await progress();
      assert.deepEqual(
        [status, body],
        [200, { ok: true, sessionId: ref.sessionId, source: 'workflow', ...fromWorkflow }],
      );
    });

    it('allows the workflow two seconds', async () => {
      let allowed = 0;
      api.verification.queryProgress = async (_, timeoutMs) => {
        allowed = timeoutMs;
        return 'absent';
      };
      await progress();
      assert.equal(allowed, 2_000);
    });

    it('is 503 with Retry-After where the workflow should answer and does not', async () => {
      api.verification.queryProgress = async () => {
        throw new WorkflowTimeoutError();
      };
      const { status, body, headers } = await progress();
      assert.deepEqual([status, body.code, headers.has('retry-after')], [503, 'WORKFLOW_UNAVAILABLE', true]);
    });

    it('comes from the rows where the workflow is not there', async () => {
      const { status, body } = await progress();
      assert.deepEqual([status, body.source, body.waitingFor], [200, 'database', 'documents']);
    });

    it('comes from the rows while a message still waits, without asking', async () => {
      api.verification.queryProgress = () => assert.fail('The workflow was asked');
      const { deliver } = api.verification;
      api.verification.deliver = async () => {
        throw new WorkflowTimeoutError();
      };
      try {
        const { body } = await api.send('POST', PATH, { key: tenant.keys.test });
        const answer = await api.send('GET', `${PATH}/${body.sessionId}/progress`, { key: tenant.keys.test });
        assert.deepEqual(
          [answer.status, answer.body.source, answer.body.phase],
          [200, 'database', 'created'],
        );
      } finally {
        api.verification.deliver = deliver;
      }
    });

    it('comes from the rows once nothing is awaited any more, without asking', async () => {
      api.verification.queryProgress = () => assert.fail('The workflow was asked');
      await facts.submit();
      await facts.decide({ outcome: 'approved', reasons: ['ALL_CHECKS_PASSED'] });
      const { body } = await progress();
      assert.deepEqual(
        [body.source, body.phase, body.reviewStatus, body.waitingFor],
        ['database', 'complete', 'approved', 'nothing'],
      );
    });

    it('is asked for while a person is awaited, since the workflow runs', async () => {
      await facts.submit();
      await facts.decide({ outcome: 'pending_review', reasons: ['NAME_MISMATCH'] });
      api.verification.queryProgress = async () => ({
        ...fromWorkflow,
        phase: 'complete',
        reviewStatus: 'pending_review',
        waitingFor: 'review',
      });
      assert.equal((await progress()).body.source, 'workflow');
    });

    it('says from the rows what is awaited at every step', async () => {
      const awaited = async () => (await progress()).body.waitingFor;
      await chooseIdentityDocument(api.db, ref, 'passport');
      assert.equal(await awaited(), 'documents');
      const ids = [await facts.document('passport'), await facts.document('proof-of-address')];
      assert.equal(await awaited(), 'submission');
      await facts.submit();
      assert.equal(await awaited(), 'reading');
      await api.db('documents').whereIn('id', ids).update({ state: 'unreadable' });
      assert.equal(await awaited(), 'decision');
      await advancePhase(api.db, ref, 'processing');
      await facts.decide({ outcome: 'pending_review', reasons: ['DOCUMENT_UNREADABLE'] });
      assert.equal(await awaited(), 'review');
      const { documents } = (await progress()).body;
      assert.deepEqual(
        documents,
        ids.map((id) => ({ id, state: 'unreadable' })),
      );
    });

    it('waits for nothing once it is canceled or expired', async () => {
      await recordCancelRequest(api.db, ref, api.time.now);
      const canceled = (await progress()).body;
      assert.deepEqual([canceled.phase, canceled.waitingFor], ['canceled', 'nothing']);
    });
  });
});
