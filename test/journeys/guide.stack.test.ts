import assert from 'node:assert/strict';
import { parseApiKey } from '../../src/crypto/api-key.ts';
import { revokeApiKey } from '../../src/db/api-keys.ts';
import { startTestApi, type TestApi, type TestTenant } from '../support/test-api.ts';

const PATH = '/api/verification/sessions';

/** The rules of the integration guide that one can see at the API, each by its own name. */
describe('the integration guide, at the API', () => {
  let api: TestApi;
  let tenant: TestTenant;
  before(async () => {
    api = await startTestApi();
    tenant = await api.newTenant();
  });
  after(() => api.close());
  const create = (body?: unknown, key = tenant.keys.test) =>
    api.send('POST', PATH, { key, ...(body !== undefined && { body }) });

  describe('keys', () => {
    it('come in pairs for test and for live, and say so at their start', async () => {
      const starts = { secret: 'sk', publishable: 'pk' } as const;
      for (const kind of ['secret', 'publishable'] as const) {
        for (const environment of ['test', 'live'] as const) {
          const { key } = await api.newKey(tenant.organizationId, kind, environment);
          assert.ok(key.startsWith(`${starts[kind]}_${environment}_`));
          assert.deepEqual(parseApiKey(key), { kind, environment });
        }
      }
    });

    it('that are publishable do not create sessions', async () => {
      const { key } = await api.newKey(tenant.organizationId, 'publishable', 'live');
      const { status, body } = await create({}, key);
      assert.deepEqual([status, body.ok, body.code], [401, false, 'API_KEY_INVALID']);
    });

    it('are revoked softly: the row stays with revoked_at, and the key answers 401 API_KEY_INVALID', async () => {
      const { id, key } = await api.newKey(tenant.organizationId, 'secret', 'live');
      await revokeApiKey(api.db, tenant.organizationId, id, api.time.now);
      assert.equal((await create({}, key)).body.code, 'API_KEY_INVALID');
      assert.ok((await api.db('organization_api_keys').where({ id }).first()).revoked_at);
    });
  });

  describe('creating a session', () => {
    it('needs no body: every field is optional', async () => {
      assert.equal((await create()).status, 201);
      assert.equal((await create({})).status, 201);
    });

    it('answers ok, sessionId, token, clientSecret, hostedUrl and expiresAt, and nothing else', async () => {
      const { status, body } = await create({
        externalUserId: 'user_123',
        returnUrl: 'https://tenant.example/kyc/done',
        webhookUrl: 'https://tenant.example/webhooks/kyc',
        webhookSecret: 'change-me-min-16-chars-random',
        metadata: { campaign: 'q3' },
      });
      assert.equal(status, 201);
      assert.deepEqual(Object.keys(body).sort(), [
        'clientSecret',
        'expiresAt',
        'hostedUrl',
        'ok',
        'sessionId',
        'token',
      ]);
      assert.equal(body.ok, true);
      assert.match(body.sessionId, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.match(body.expiresAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    });

    it('gives the client secret a second time as token, its older name', async () => {
      const { body } = await create();
      assert.match(body.clientSecret, /^kvs_[0-9A-Za-z]{43}$/);
      assert.equal(body.token, body.clientSecret);
    });

    it('gives a hostedUrl below the public address, with the session and the token', async () => {
      const { body } = await create();
      const { sessionId, clientSecret } = body;
      assert.equal(
        body.hostedUrl,
        `https://verify.example/verification/session/${sessionId}?token=${clientSecret}`,
      );
    });

    it('does not take the public address from the Host header', async () => {
      const { body } = await api.send('POST', PATH, {
        key: tenant.keys.test,
        headers: { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
      });
      assert.ok(body.hostedUrl.startsWith('https://verify.example/'));
    });

    it('keeps the session open for 24 hours', async () => {
      const { body } = await create();
      assert.equal(new Date(body.expiresAt).getTime() - api.time.now.getTime(), 24 * 60 * 60 * 1000);
    });

    it('takes a webhookSecret only with a webhookUrl', async () => {
      const { status, body } = await create({ webhookSecret: 'change-me-min-16-chars-random' });
      assert.deepEqual([status, body.errors[0].path], [422, 'webhookSecret']);
    });
  });

  describe('polling the session', () => {
    it('tells externalUserId, metadata and status, and no secret', async () => {
      const { body: created } = await create({ externalUserId: 'user_123', metadata: { campaign: 'q3' } });
      const { status, body } = await api.send('GET', `${PATH}/${created.sessionId}`, {
        key: tenant.keys.test,
      });
      assert.equal(status, 200);
      assert.deepEqual(
        [body.externalUserId, body.metadata, body.phase, body.reviewStatus],
        ['user_123', { campaign: 'q3' }, 'created', 'none'],
      );
      assert.ok(!JSON.stringify(body).includes(created.clientSecret));
    });
  });

  describe('test and live', () => {
    it('are labels of the session', async () => {
      for (const environment of ['test', 'live'] as const) {
        const key = tenant.keys[environment];
        const { body } = await create({}, key);
        assert.equal(
          (await api.send('GET', `${PATH}/${body.sessionId}`, { key })).body.environment,
          environment,
        );
      }
    });

    it('never see each other', async () => {
      const { body } = await create({}, tenant.keys.live);
      const { status } = await api.send('GET', `${PATH}/${body.sessionId}`, { key: tenant.keys.test });
      assert.equal(status, 404);
    });
  });
});
