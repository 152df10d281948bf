import '../support/temporal-runtime.ts';
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { createRecordActivities } from '../../src/activities/index.ts';
import { submitSession } from '../../src/api/submit-session.ts';
import { latestDecision } from '../../src/db/decisions.ts';
import { listSessionEvents } from '../../src/db/session-events.ts';
import { chooseIdentityDocument, recordConsent } from '../../src/db/sessions.ts';
import type { SessionRef } from '../../src/domain/session.ts';
import { createVerificationClient } from '../../src/relay/verification-client.ts';
import { TASK_QUEUES } from '../../src/workflows/messages.ts';
import { bundleQuietly, type OwnTemporal, openOwnTemporal } from '../support/own-temporal.ts';
import { type SessionFacts, sessionFacts } from '../support/session-facts.ts';
import { testConfig } from '../support/stack.ts';
import { type Answer, startTestApi, type TestApi, type TestTenant } from '../support/test-api.ts';

const PATH = '/api/verification/sessions';

describe('a session with its real workflow', function () {
  this.timeout(60_000);
  let temporal: OwnTemporal;
  let workflowBundle: WorkflowBundle;
  let api: TestApi;
  let tenant: TestTenant;
  let ref: SessionRef;
  let facts: SessionFacts;
  let stopWorkers: () => Promise<void>;
  /** Reading waits until a test lets it go on. */
  let letReadingEnd: () => void;
  let reading: Promise<void>;

  before(async () => {
    temporal = await openOwnTemporal(testConfig());
    workflowBundle = await bundleQuietly(
      fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url)),
    );
    api = await startTestApi({
      verification: createVerificationClient(temporal.client),
      clock: () => new Date(),
    });
    tenant = await api.newTenant();
    stopWorkers = await startWorkers();
  });
  after(async () => {
    await stopWorkers();
    await api.close();
    await temporal.close();
  });
  beforeEach(async () => {
    reading = Promise.resolve();
    letReadingEnd = () => undefined;
    api.time.now = new Date();
    const { body } = await api.send('POST', PATH, { key: tenant.keys.test });
    ref = { organizationId: tenant.organizationId, environment: 'test', sessionId: body.sessionId };
    facts = sessionFacts(api, ref);
  });

  /** Rows are written as in production; pictures are neither stored nor read, so every session goes to a person. */
  async function startWorkers(): Promise<() => Promise<void>> {
    const storeCapture = async () => ({ superseded: false });
    const readDocument = async () => {
      await reading;
      return { status: 'read' };
    };
    const workers = await Promise.all([
      Worker.create({
        ...temporal.worker,
        taskQueue: TASK_QUEUES.session,
        workflowBundle,
        activities: createRecordActivities(api.deps),
      }),
      Worker.create({ ...temporal.worker, taskQueue: TASK_QUEUES.io, activities: { storeCapture } }),
      Worker.create({ ...temporal.worker, taskQueue: TASK_QUEUES.vision, activities: { readDocument } }),
    ]);
    const running = workers.map((worker) => worker.run());
    return async () => {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
    };
  }

  const holdReading = () => {
    reading = new Promise((resolve) => {
      letReadingEnd = resolve;
    });
  };
  const submit = async () => {
    await recordConsent(api.db, ref, '1', api.time.now);
    await chooseIdentityDocument(api.db, ref, 'passport');
    await facts.document('passport');
    await facts.document('proof-of-address');
    await submitSession(api.deps, ref);
  };
  const get = async (suffix = '') =>
    (await api.send('GET', `${PATH}/${ref.sessionId}${suffix}`, { key: tenant.keys.test })).body;
  const until = async (description: string, isSo: () => Promise<boolean>) => {
    for (const end = performance.now() + 20_000; performance.now() < end; ) {
      if (await isSo()) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.fail(`Not within 20 s: ${description}`);
  };
  const untilInReview = () =>
    until('a person is awaited', async () => (await get('/progress')).waitingFor === 'review');
  const review = (decision: 'approve' | 'reject', key?: string): Promise<Answer> =>
    api.send('POST', `${PATH}/${ref.sessionId}/review`, {
      key: tenant.keys.test,
      body: { decision },
      ...(key !== undefined && { headers: { 'idempotency-key': key } }),
    });
  const statuses = (answers: Answer[]) => answers.map(({ status, body }) => body.code ?? status).sort();

  it('is asked for its progress as soon as its message is known to have arrived', async () => {
    await until('the workflow is asked', async () => (await get('/progress')).source === 'workflow');
    const { waitingFor, phase } = await get('/progress');
    assert.deepEqual([waitingFor, phase], ['documents', 'created']);
  });

  it('tells that it reads, and then that a person is awaited', async () => {
    holdReading();
    await submit();
    await until('it reads', async () => (await get('/progress')).waitingFor === 'reading');
    letReadingEnd();
    await untilInReview();
    assert.equal((await get()).reviewStatus, 'pending_review');
  });

  it('is canceled by its workflow, and then answers from its rows', async () => {
    await api.send('POST', `${PATH}/${ref.sessionId}/cancel`, { key: tenant.keys.test });
    await until('the workflow has written it', async () => (await facts.read()).phase === 'canceled');
    assert.equal((await get('/progress')).source, 'database');
    assert.equal((await review('approve')).body.code, 'NOT_IN_REVIEW');
  });

  it('is decided by an operator once', async () => {
    await submit();
    await untilInReview();
    const { status, body } = await review('approve');
    assert.deepEqual([status, body.reviewStatus], [200, 'approved']);
    assert.deepEqual((await get()).reasons, ['OPERATOR_APPROVED']);
    assert.equal((await review('reject')).body.code, 'ALREADY_DECIDED');
  });

  it('is decided by one of two operators at once, and both are told the truth', async () => {
    await submit();
    await untilInReview();
    const answers = await Promise.all([
      review('approve'),
      review('reject'),
      review('approve'),
      review('reject'),
    ]);
    assert.deepEqual(
      statuses(answers),
      [200, 'ALREADY_DECIDED', 'ALREADY_DECIDED', 'ALREADY_DECIDED'].sort(),
    );
    const winner = answers.find(({ status }) => status === 200);
    assert.equal((await get()).reviewStatus, winner?.body.reviewStatus);
    const events = await listSessionEvents(api.db, ref);
    assert.equal(events.filter(({ type }) => type === 'review.recorded').length, 1);
  });

  it('hears a review that comes in the moment of decision, once the policy has decided', async () => {
    holdReading();
    await submit();
    const asked = review('reject');
    await until('the workflow has the review', async () => {
      const row = await api.db('reviews').where({ session_id: ref.sessionId }).first();
      return row !== undefined;
    });
    letReadingEnd();
    const { status, body } = await asked;
    assert.deepEqual([status, body.reviewStatus], [200, 'rejected']);
    assert.equal((await latestDecision(api.db, ref))?.number, 2);
  });

  it('gives a repeated review its first outcome, also after the workflow has closed', async () => {
    await submit();
    await untilInReview();
    const first = await review('approve', 'operator-7');
    const again = await review('approve', 'operator-7');
    assert.deepEqual(again.body, first.body);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal((await review('reject', 'operator-7')).body.code, 'IDEMPOTENCY_KEY_REUSED');
  });

  it('answers 503 while no worker is there, and the repeated review gets the outcome of the first', async () => {
    await submit();
    await untilInReview();
    await stopWorkers();
    const asked = review('approve', 'operator-8');
    const progress = await api.send('GET', `${PATH}/${ref.sessionId}/progress`, { key: tenant.keys.test });
    assert.deepEqual([progress.status, progress.body.code], [503, 'WORKFLOW_UNAVAILABLE']);
    const { status, body } = await asked;
    assert.deepEqual([status, body.code], [503, 'REVIEW_UNCONFIRMED']);
    stopWorkers = await startWorkers();
    await until(
      'the review is confirmed',
      async () => (await review('approve', 'operator-8')).status === 200,
    );
    assert.equal((await get()).decision, 'approved');
    assert.equal((await api.db('reviews').where({ session_id: ref.sessionId })).length, 1);
  });
});
