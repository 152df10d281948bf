import assert from 'node:assert/strict';
import { mintApiKey } from '../../src/crypto/api-key.ts';
import { revokeApiKey } from '../../src/db/api-keys.ts';
import { type Answer, startTestApi, type TestApi, type TestTenant } from '../support/test-api.ts';

const PATH = '/api/verification/sessions';
const ABSENT = '019a0000-0000-7000-8000-000000000000';

/** Every route that needs a secret key. */
const SECRET_ROUTES = [
  ['POST', PATH],
  ['GET', `${PATH}/${ABSENT}`],
  ['GET', `${PATH}/${ABSENT}/progress`],
  ['POST', `${PATH}/${ABSENT}/review`],
  ['POST', `${PATH}/${ABSENT}/cancel`],
] as const;

describe('API keys', () => {
  let api: TestApi;
  let tenant: TestTenant;
  before(async () => {
    api = await startTestApi();
    tenant = await api.newTenant();
  });
  after(() => api.close());

  const withHeader = (authorization: string) => api.send('POST', PATH, { headers: { authorization } });
  const bodyOf = ({ body: { requestId, ...body } }: Answer) => {
    assert.equal(typeof requestId, 'string');
    return body;
  };

  it('that are missing, malformed, unknown, revoked or publishable are refused with the same body', async () => {
    const publishable = await api.newKey(tenant.organizationId, 'publishable', 'test');
    const revoked = await api.newKey(tenant.organizationId, 'secret', 'test');
    await revokeApiKey(api.db, tenant.organizationId, revoked.id, api.time.now);
    const valid = tenant.keys.test;
    const mistyped = valid.slice(0, -1) + (valid.endsWith('a') ? 'b' : 'a');
    const answers = await Promise.all([
      api.send('POST', PATH),
      withHeader(''),
      withHeader('Bearer'),
      withHeader(valid),
      withHeader(`Basic ${Buffer.from(`${valid}:`).toString('base64')}`),
      withHeader(`Bearer ${valid} ${valid}`),
      withHeader(`Bearer ${mistyped}`),
      withHeader(`Bearer ${valid.replace('sk_test', 'sk_live')}`),
      withHeader('Bearer sk_test_'),
      withHeader(`Bearer ${'x'.repeat(8000)}`),
      withHeader(`Bearer ${mintApiKey('secret', 'test').key}`),
      withHeader(`Bearer ${publishable.key}`),
      withHeader(`Bearer ${revoked.key}`),
    ]);
    for (const answer of answers) {
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
      assert.deepEqual(bodyOf(answer), bodyOf(answers[0] as Answer));
    }
    assert.equal(answers[0]?.body.code, 'API_KEY_INVALID');
  });

  for (const [method, path] of SECRET_ROUTES) {
    it(`are needed by ${method} ${path.replace(ABSENT, ':id')}, before the body is looked at`, async () => {
      const { status, body } = await api.send(method, path, method === 'POST' ? { text: '{' } : {});
      assert.deepEqual([status, body.code], [401, 'API_KEY_INVALID']);
    });
  }

  it('are taken whatever the case of the word Bearer', async () => {
    assert.equal((await withHeader(`bearer ${tenant.keys.test}`)).status, 201);
  });

  it('fail at once when they are revoked', async () => {
    const { id, key } = await api.newKey(tenant.organizationId, 'secret', 'test');
    assert.equal((await api.send('POST', PATH, { key })).status, 201);
    await revokeApiKey(api.db, tenant.organizationId, id, api.time.now);
    assert.equal((await api.send('POST', PATH, { key })).status, 401);
  });

  it('do not stop each other: a replacement works before and after the first is revoked', async () => {
    const old = await api.newKey(tenant.organizationId, 'secret', 'live');
    const fresh = await api.newKey(tenant.organizationId, 'secret', 'live');
    const { body } = await api.send('POST', PATH, { key: old.key });
    await revokeApiKey(api.db, tenant.organizationId, old.id, api.time.now);
    assert.equal((await api.send('GET', `${PATH}/${body.sessionId}`, { key: fresh.key })).status, 200);
  });

  it('keep their row when they are revoked', async () => {
    const { id } = await api.newKey(tenant.organizationId, 'secret', 'test');
    await revokeApiKey(api.db, tenant.organizationId, id, api.time.now);
    const row = await api.db('organization_api_keys').where({ id }).first();
    assert.deepEqual(row.revoked_at, api.time.now);
  });

  it('are stored as a hash with their visible start', async () => {
    const { id, key } = await api.newKey(tenant.organizationId, 'secret', 'test');
    const row = await api.db('organization_api_keys').where({ id }).first();
    assert.equal(row.prefix, key.slice(0, 12));
    assert.equal(row.key_hash.length, 32);
    assert.ok(!JSON.stringify(row).includes(key));
  });

  it('remember when they were last used, at most once a minute', async () => {
    const { id, key } = await api.newKey(tenant.organizationId, 'secret', 'test');
    const { now } = api.time;
    const used = async (at: Date): Promise<Date | null> => {
      api.time.now = at;
      await api.send('GET', `${PATH}/${ABSENT}`, { key });
      // The use is recorded behind the answer's back, on a connection of the same pool.
      for (let tries = 0; tries < 50; tries += 1) {
        const row = await api.db('organization_api_keys').where({ id }).first();
        if (row.last_used_at?.getTime() === at.getTime() || tries === 20) return row.last_used_at;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return null;
    };
    try {
      assert.deepEqual(await used(now), now);
      assert.deepEqual(await used(new Date(now.getTime() + 59_000)), now);
      const later = new Date(now.getTime() + 61_000);
      assert.deepEqual(await used(later), later);
    } finally {
      api.time.now = now;
    }
  });

  it('never stand in the log', async () => {
    await api.send('POST', PATH, { key: tenant.keys.test });
    const log = JSON.stringify(api.logged);
    assert.ok(log.includes(tenant.organizationId));
    assert.ok(!/[sp]k_(test|live)_/.test(log));
    assert.ok(!log.includes('kvs_'));
  });
});
