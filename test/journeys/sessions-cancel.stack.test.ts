import assert from 'node:assert/strict';
import type { SessionRef } from '../../src/domain/session.ts';
import { type SessionFacts, sessionFacts } from '../support/session-facts.ts';
import { startTestApi, type TestApi, type TestTenant } from '../support/test-api.ts';

const PATH = '/api/verification/sessions';

describe('canceling a session', () => {
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
    const { body } = await api.send('POST', PATH, { key: tenant.keys.test });
    ref = { organizationId: tenant.organizationId, environment: 'test', sessionId: body.sessionId };
    facts = sessionFacts(api, ref);
  });

  const cancel = () => api.send('POST', `${PATH}/${ref.sessionId}/cancel`, { key: tenant.keys.test });
  const told = () =>
    api.verification.delivered.filter(
      ({ sessionId, message }) => sessionId === ref.sessionId && message.kind === 'cancelRequested',
    ).length;

  it('is a fact at once, and the workflow is told', async () => {
    const { status, body } = await cancel();
    assert.deepEqual([status, body], [200, { ok: true, sessionId: ref.sessionId, phase: 'canceled' }]);
    const answer = await api.send('GET', `${PATH}/${ref.sessionId}`, { key: tenant.keys.test });
    assert.equal(answer.body.phase, 'canceled');
    assert.equal(told(), 1);
  });

  it('twice answers the same, and tells the workflow once', async () => {
    const first = await cancel();
    const second = await cancel();
    assert.deepEqual([second.status, second.body], [first.status, first.body]);
    assert.equal(told(), 1);
  });

  it('many times at once is one fact', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, cancel));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(told(), 1);
  });

  it('is refused once the documents were sent', async () => {
    await facts.submit();
    const { status, body } = await cancel();
    assert.deepEqual([status, body.code], [409, 'ALREADY_SUBMITTED']);
    assert.equal((await facts.read()).cancelRequestedAt, null);
    assert.equal(told(), 0);
  });

  it('is refused once the session has expired', async () => {
    api.time.now = new Date('2026-11-24T12:00:00.000Z');
    const { status, body } = await cancel();
    assert.deepEqual([status, body.code], [409, 'SESSION_EXPIRED']);
  });

  it('against a submission ends with one of them, never with both', async () => {
    await Promise.all([cancel(), facts.submit()]);
    const { submittedAt, cancelRequestedAt } = await facts.read();
    assert.equal((submittedAt === null) !== (cancelRequestedAt === null), true);
  });
});
