import assert from 'node:assert/strict';
import { findSessionSealer, organizationSealer } from '../../src/db/data-keys.ts';
import { purgeExpiredAnswers } from '../../src/db/idempotency-keys.ts';
import { listSessionEvents } from '../../src/db/session-events.ts';
import { findSession, openMetadata, openWebhookSecret } from '../../src/db/sessions.ts';
import { startTestApi, type TestApi, type TestTenant } from '../support/test-api.ts';
import { until } from '../support/until.ts';

const PATH = '/api/verification/sessions';
const SECRET = 'change-me-min-16-chars-random';
const FULL = {
  externalUserId: 'user_123',
  returnUrl: 'https://tenant.example/kyc/done',
  webhookUrl: 'https://tenant.example/webhooks/kyc',
  webhookSecret: SECRET,
  metadata: { campaign: 'q3' },
};

describe('creating a session', () => {
  let api: TestApi;
  let tenant: TestTenant;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api.close());
  beforeEach(async () => {
    tenant = await api.newTenant();
  });

  const create = (body: unknown = {}, headers: Record<string, string> = {}, key = tenant.keys.test) =>
    api.send('POST', PATH, { key, body, headers });
  const once = (key: string, body: unknown = {}) => create(body, { 'idempotency-key': key });
  const rowsOf = (table: string) => api.db(table).where({ organization_id: tenant.organizationId });
  const read = async (sessionId: string) => {
    const session = await findSession(api.db, { ...tenant, environment: 'test' }, sessionId);
    assert.ok(session);
    return session;
  };

  it('seals metadata and webhook secret, and keeps neither in clear', async () => {
    const { body } = await create(FULL);
    const session = await read(body.sessionId);
    const sealer = await findSessionSealer(api.db, session, api.deps.keys);
    const organization = await organizationSealer(api.db, session, api.deps.keys, api.time.now);
    assert.deepEqual(openMetadata(session, sealer), FULL.metadata);
    assert.equal(openWebhookSecret(session, organization), SECRET);
    const row = JSON.stringify(await rowsOf('verification_sessions').first());
    assert.ok(!row.includes(Buffer.from(SECRET).toString('hex')) && !row.includes('campaign'));
    assert.ok(!row.includes(body.clientSecret));
  });

  it('begins the timeline and tells the workflow to start', async () => {
    const { body } = await create();
    const session = await read(body.sessionId);
    const [first, ...rest] = await listSessionEvents(api.db, session);
    assert.deepEqual([first?.type, first?.sequence, rest.length], ['session.created', 1, 0]);
    const delivered = api.verification.delivered.find((row) => row.sessionId === body.sessionId);
    assert.deepEqual(delivered?.message, { kind: 'start' });
    assert.equal(delivered?.expiresAt.toISOString(), body.expiresAt);
    await until('the message has gone', async () => (await rowsOf('outbox').first()) === undefined);
  });

  it('is answered although Temporal is away; the message waits for the relay', async () => {
    const { deliver } = api.verification;
    api.verification.deliver = async () => {
      throw new Error('Temporal is away');
    };
    try {
      const { status, body } = await create();
      assert.equal(status, 201);
      const row = await rowsOf('outbox').first();
      assert.deepEqual([row.session_id, row.kind], [body.sessionId, 'start']);
    } finally {
      api.verification.deliver = deliver;
    }
  });

  it('is answered within half a second although Temporal hangs', async () => {
    const { deliver } = api.verification;
    let release: (outcome: 'delivered') => void = () => {};
    api.verification.deliver = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    try {
      const startedAt = performance.now();
      assert.equal((await create()).status, 201);
      assert.ok(performance.now() - startedAt < 1_000);
    } finally {
      release('delivered');
      api.verification.deliver = deliver;
    }
  });

  it('leaves nothing behind where it is refused', async () => {
    assert.equal((await create({ ...FULL, returnUrl: 'http://tenant.example/' })).status, 422);
    for (const table of ['verification_sessions', 'outbox', 'session_events', 'data_keys']) {
      assert.equal(await rowsOf(table).first(), undefined, table);
    }
  });

  it('names both addresses where both are refused by the rules of the environment', async () => {
    const { status, body } = await create(
      { returnUrl: 'http://localhost:3000/', webhookUrl: 'https://10.0.0.1/' },
      {},
      tenant.keys.live,
    );
    assert.deepEqual([status, body.code], [422, 'BODY_INVALID']);
    assert.deepEqual(body.errors, [
      { path: 'returnUrl', message: 'must not be an address of this machine in the live environment' },
      { path: 'webhookUrl', message: 'must not be a private or reserved address' },
    ]);
  });

  it('takes addresses of this machine in test', async () => {
    const body = { returnUrl: 'http://localhost:3000/done', webhookUrl: 'http://127.0.0.1:4000/hook' };
    assert.equal((await create(body)).status, 201);
  });

  it('takes metadata at the edge of 16 kB and gives it back', async () => {
    const metadata = { note: 'é'.repeat((16 * 1024 - '{"note":""}'.length - 1) / 2), x: undefined };
    const { body } = await create({ metadata });
    const answer = await api.send('GET', `${PATH}/${body.sessionId}`, { key: tenant.keys.test });
    assert.equal(answer.body.metadata.note, metadata.note);
  });

  it('takes whatever text an externalUserId may be', async () => {
    for (const externalUserId of [
      "'; drop table verification_sessions; --",
      '用户 👩‍🚀',
      '\\u0000',
      '%00',
      '../..',
    ]) {
      const { body } = await create({ externalUserId });
      const answer = await api.send('GET', `${PATH}/${body.sessionId}`, { key: tenant.keys.test });
      assert.equal(answer.body.externalUserId, externalUserId);
    }
  });

  it('pins the policy of the tenant, which the first session makes', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => create()));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
    assert.equal((await rowsOf('policies')).length, 1);
    assert.equal((await rowsOf('verification_sessions').distinct('policy_id')).length, 1);
  });

  describe('with an Idempotency-Key', () => {
    it('is done once and answered alike every time', async () => {
      const first = await once('order-1', FULL);
      const second = await once('order-1', FULL);
      assert.deepEqual([first.status, second.status], [201, 201]);
      assert.deepEqual(second.body, first.body);
      assert.equal(first.headers.get('idempotency-replayed'), null);
      assert.equal(second.headers.get('idempotency-replayed'), 'true');
      assert.equal((await rowsOf('verification_sessions')).length, 1);
    });

    it('of 12 equal requests at once, one makes the session; the others get its answer or are told to wait', async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => once('race', FULL)));
      const made = answers.filter(({ status }) => status === 201);
      const waiting = answers.filter(({ status }) => status === 409);
      assert.equal(made.length + waiting.length, 12);
      assert.ok(made.length >= 1);
      assert.equal(new Set(made.map(({ body }) => body.sessionId)).size, 1);
      assert.equal(made.filter(({ headers }) => !headers.has('idempotency-replayed')).length, 1);
      for (const { body, headers } of waiting) {
        assert.deepEqual([body.code, headers.get('retry-after')], ['IDEMPOTENCY_KEY_LOCKED', '1']);
      }
      assert.equal((await rowsOf('verification_sessions')).length, 1);
      assert.equal((await once('race', FULL)).body.sessionId, made[0]?.body.sessionId);
    });

    it('refuses another body under the same key', async () => {
      await once('order-2', { externalUserId: 'a' });
      const { status, body } = await once('order-2', { externalUserId: 'b' });
      assert.deepEqual([status, body.code], [422, 'IDEMPOTENCY_KEY_REUSED']);
    });

    it('takes the same body in another order for the same', async () => {
      const first = await once('order-3', { externalUserId: 'a', metadata: { x: 1, y: 2 } });
      const second = await once('order-3', { metadata: { y: 2, x: 1 }, externalUserId: 'a' });
      assert.equal(second.body.sessionId, first.body.sessionId);
    });

    it('keeps the key to its tenant and environment', async () => {
      const other = await api.newTenant();
      const headers = { 'idempotency-key': 'shared' };
      const answers = [
        await create({}, headers),
        await create({}, headers, tenant.keys.live),
        await create({}, headers, other.keys.test),
      ];
      assert.equal(new Set(answers.map(({ body }) => body.sessionId)).size, 3);
    });

    it('may be sent again with a mended body where the first was refused', async () => {
      assert.equal((await once('order-4', { externalUserId: '' })).status, 422);
      assert.equal((await once('order-4', { returnUrl: 'https://10.0.0.1/' })).status, 422);
      assert.equal((await once('order-4', { externalUserId: 'a' })).status, 201);
    });

    it('keeps no answer of a failure of ours', async () => {
      const { keys } = api.deps;
      const fail = () => assert.fail('The keys cannot be reached');
      api.deps.keys = { ...keys, wrap: fail, unwrap: fail };
      assert.equal((await once('order-5')).status, 500);
      api.deps.keys = keys;
      const { status, headers } = await once('order-5');
      assert.deepEqual([status, headers.has('idempotency-replayed')], [201, false]);
    });

    it('keeps the answer sealed, for 24 hours', async () => {
      const first = await once('order-6');
      const row = await rowsOf('idempotency_keys').first();
      assert.ok(!row.answer_sealed.toString('latin1').includes('kvs_'));
      assert.equal(row.expires_at.getTime() - api.time.now.getTime(), 24 * 60 * 60 * 1000);
      const { now } = api.time;
      api.time.now = new Date(now.getTime() + 24 * 60 * 60 * 1000);
      try {
        assert.notEqual((await once('order-6')).body.sessionId, first.body.sessionId);
        api.time.now = new Date(now.getTime() + 48 * 60 * 60 * 1000);
        await purgeExpiredAnswers(api.db, api.time.now);
        assert.equal(await rowsOf('idempotency_keys').first(), undefined);
      } finally {
        api.time.now = now;
      }
    });
  });
});
