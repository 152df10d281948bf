import assert from 'node:assert/strict';
import { ROUTES } from '../../src/contract/openapi.ts';
import { startTestApi, type TestApi, type TestTenant } from '../support/test-api.ts';

/** A body that each route would take, so that only the id can be what is refused. */
const BODIES: Record<string, unknown> = { reviewSession: { decision: 'approve' } };
const ABSENT = '019a0000-0000-7000-8000-000000000000';
const ODD_IDS = [
  'x',
  '1',
  ABSENT.toUpperCase().replace('019A', '019G'),
  `${ABSENT}0`,
  `{${ABSENT}}`,
  ABSENT.replaceAll('-', ''),
  '%00',
  '..%2f..',
  '%ff',
  "' or 1=1 --",
  '用户',
  'a'.repeat(4000),
  'null',
  'constructor',
  '__proto__',
];

describe('a session', () => {
  let api: TestApi;
  let owner: TestTenant;
  let stranger: TestTenant;
  let sessionId: string;
  before(async () => {
    api = await startTestApi();
    owner = await api.newTenant();
    stranger = await api.newTenant();
    const created = await api.send('POST', '/api/verification/sessions', { key: owner.keys.test });
    sessionId = created.body.sessionId;
  });
  after(() => api.close());

  const withId = ROUTES.filter(({ path, auth }) => path.includes(':sessionId') && auth === 'secretKey');

  it('is reached by four routes', () => assert.equal(withId.length, 4));

  for (const { name, method, path } of withId) {
    const ask = async (id: string, key: string) => {
      const address = path.replace(':sessionId', id.includes('%') ? id : encodeURIComponent(id));
      const sending = { key, ...(method === 'post' && { body: BODIES[name] ?? {} }) };
      const { status, body } = await api.send(method.toUpperCase(), address, sending);
      const { requestId, ...rest } = body;
      return { status, body: rest };
    };

    it(`answers alike to ${name} where it is absent, another organization's or another environment's`, async () => {
      const absent = await ask(ABSENT, owner.keys.test);
      assert.deepEqual([absent.status, absent.body.code], [404, 'SESSION_NOT_FOUND']);
      for (const key of [stranger.keys.test, stranger.keys.live, owner.keys.live]) {
        assert.deepEqual(await ask(sessionId, key), absent);
      }
      assert.notEqual((await ask(sessionId, owner.keys.test)).status, 404);
    });

    it(`answers an odd id to ${name} like an absent one`, async () => {
      const absent = await ask(ABSENT, owner.keys.test);
      for (const id of ODD_IDS) assert.deepEqual(await ask(id, owner.keys.test), absent, id);
    });
  }

  it('is neither changed nor told of by what strangers ask', async () => {
    const { body } = await api.send('POST', '/api/verification/sessions', { key: owner.keys.live });
    for (const { name, method, path } of withId) {
      const address = path.replace(':sessionId', body.sessionId);
      await api.send(method.toUpperCase(), address, {
        key: stranger.keys.live,
        ...(method === 'post' && { body: BODIES[name] ?? {} }),
      });
    }
    const row = await api.db('verification_sessions').where({ id: body.sessionId }).first();
    assert.deepEqual([row.phase, row.cancel_requested_at], ['created', null]);
    assert.equal(await api.db('reviews').where({ session_id: body.sessionId }).first(), undefined);
  });

  it('does not bring odd ids into the log', async () => {
    await api.send('GET', '/api/verification/sessions/erika-mustermann', { key: owner.keys.test });
    assert.ok(!JSON.stringify(api.logged).includes('erika'));
  });
});

describe('an address', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api.close());

  it('that there is not answers 404 as a problem', async () => {
    for (const path of [
      '/',
      '/api',
      '/api/verification',
      '/api/verification/sessions/x/y/z',
      '//',
      '/%2e%2e/etc',
    ]) {
      const { status, body, headers } = await api.send('GET', path);
      assert.deepEqual([status, body.code], [404, 'ROUTE_NOT_FOUND'], path);
      assert.equal(headers.get('content-type'), 'application/problem+json');
    }
  });

  it('that does not take the method answers 405 and says which it takes', async () => {
    const { status, body, headers } = await api.send('DELETE', '/api/verification/sessions');
    assert.deepEqual([status, body.code, headers.get('allow')], [405, 'METHOD_NOT_ALLOWED', 'POST']);
    const session = await api.send('PUT', `/api/verification/sessions/${ABSENT}`);
    assert.deepEqual([session.status, session.headers.get('allow')], [405, 'HEAD, GET']);
  });

  it('answers with headers that browsers and caches need', async () => {
    const { headers } = await api.send('GET', '/livez');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.match(headers.get('strict-transport-security') ?? '', /max-age/);
  });

  it('gives the contract as OpenAPI, with the address of the installation', async () => {
    const { status, body } = await api.send('GET', '/api/openapi.json');
    assert.deepEqual(
      [status, body.openapi, body.servers],
      [200, '3.1.0', [{ url: 'https://verify.example' }]],
    );
  });
});

describe('readiness', () => {
  const part = (name: string, required: boolean, answers: () => Promise<boolean>) => ({
    name,
    required,
    answers,
  });
  const up = async () => true;
  const down = async () => false;
  const throwing = async () => assert.fail('unreachable');

  async function ask(...readiness: ReturnType<typeof part>[]) {
    const api = await startTestApi({ readiness });
    try {
      assert.equal((await api.send('GET', '/livez')).status, 200);
      const { status, body } = await api.send('GET', '/readyz');
      return { status, missing: body.missing };
    } finally {
      await api.close();
    }
  }

  it('is there when every part answers', async () => {
    assert.deepEqual(await ask(part('database', true, up), part('temporal', false, up)), {
      status: 200,
      missing: [],
    });
  });

  it('is not there without a part that is needed, and names all that are missing', async () => {
    assert.deepEqual(await ask(part('database', true, throwing), part('temporal', false, down)), {
      status: 503,
      missing: ['database', 'temporal'],
    });
  });

  it('is there without Temporal, which is named: sessions are taken in all the same', async () => {
    assert.deepEqual(await ask(part('database', true, up), part('temporal', false, down)), {
      status: 200,
      missing: ['temporal'],
    });
  });

  it('does not wait longer than two seconds for a part', async () => {
    const never = part('object store', true, () => new Promise<boolean>(() => undefined));
    assert.deepEqual(await ask(never), { status: 503, missing: ['object store'] });
  });
});
