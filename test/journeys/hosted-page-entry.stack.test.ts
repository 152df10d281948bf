import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { CONSENT_VERSION, hostedPaths } from '../../src/contract/hosted.ts';
import { hashToken } from '../../src/crypto/token.ts';
import { listSessionEvents } from '../../src/db/session-events.ts';
import {
  chooses,
  connected,
  createVisitor,
  filled,
  type HostedSession,
  inspectByWord,
  newHostedSession,
  pictureForm,
  type Visitor,
} from '../support/hosted-visitor.ts';
import { startTestApi, type TestApi } from '../support/test-api.ts';

describe('entering the hosted page', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ inspectPicture: inspectByWord });
  });
  after(() => api.close());

  const devices = (session: HostedSession) =>
    api.db('device_sessions').where({ session_id: session.sessionId }).select('token_hash');
  const rowOf = (session: HostedSession) =>
    api.db('verification_sessions').where({ id: session.sessionId }).first();

  it('shows who asks, and neither uses the token up nor changes anything by being looked at', async () => {
    const session = await newHostedSession(api);
    const before = await rowOf(session);
    const scanner = createVisitor(api.url);
    for (let look = 0; look < 3; look += 1) {
      const page = await scanner.get(session.link);
      assert.equal(page.status, 200);
      assert.match(page.heading, /asks you to verify your identity/);
      assert.equal(page.headers.getSetCookie().length, 0);
    }
    assert.deepEqual(await rowOf(session), before);
    assert.deepEqual(await devices(session), []);
    assert.ok(await connected(api, session));
  });

  it('answers a wrong token, an unknown session and an odd id alike', async () => {
    const session = await newHostedSession(api);
    const other = await newHostedSession(api);
    const visitor = createVisitor(api.url);
    const addresses = [
      `${session.paths.start}?token=kvs_wrong`,
      `${session.paths.start}?token=${other.token}`,
      `${hostedPaths(uuidv7()).start}?token=${session.token}`,
      `/verification/session/odd?token=${session.token}`,
    ];
    for (const address of addresses) {
      const page = await visitor.get(address);
      assert.equal(page.status, 404);
      assert.equal(page.heading, 'This link does not work');
      assert.doesNotMatch(page.html, /Test [0-9a-f]{8}/, 'names a tenant');
    }
  });

  it('swaps the token for a device session whose cookie only this host gets, over https', async () => {
    const session = await newHostedSession(api);
    const visitor = createVisitor(api.url);
    const answer = await visitor.post(session.paths.exchange, {
      form: { token: session.token, consent: CONSENT_VERSION },
    });
    assert.equal(answer.status, 303);
    assert.equal(answer.location, session.paths.document, 'a clean path');
    const [cookie = ''] = answer.headers.getSetCookie();
    assert.match(cookie, new RegExp(`^__Host-kvs_${session.sessionId}=[0-9A-Za-z]{43};`));
    for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) {
      assert.ok(cookie.split('; ').includes(attribute), attribute);
    }
    const expires = new Date(/Expires=([^;]+)/.exec(cookie)?.[1] ?? '');
    assert.equal(expires.getTime() - api.time.now.getTime(), 25 * 60 * 60 * 1000, 'the session, and an hour');
    const [device] = await devices(session);
    const [token = ''] = visitor.cookies.values();
    assert.deepEqual(device.token_hash, hashToken(token), 'only the hash is kept');
  });

  it('names the cookie plainly on http, where browsers refuse the prefix', async () => {
    const plain = await startTestApi({ publicUrl: 'http://127.0.0.1:3000' });
    try {
      const session = await newHostedSession(plain);
      const visitor = await connected(plain, session);
      assert.deepEqual([...visitor.cookies.keys()], [`kvs_${session.sessionId}`]);
      assert.equal((await visitor.get(session.paths.document)).status, 200);
    } finally {
      await plain.close();
    }
  });

  it('connects no device without consent to the text that was shown', async () => {
    const session = await newHostedSession(api);
    const visitor = createVisitor(api.url);
    for (const consent of [{}, { consent: '2020-01-01' }]) {
      const page = await visitor.post(session.paths.exchange, { form: { token: session.token, ...consent } });
      assert.equal(page.status, 409);
      assert.match(page.heading, /asks you to verify your identity/, 'the landing page, to agree on');
      assert.match(page.html, /Your agreement is needed first/);
    }
    assert.deepEqual(await devices(session), []);
    assert.equal((await rowOf(session)).consented_at, null);
  });

  it('records the consent with its version and time, once', async () => {
    const session = await newHostedSession(api);
    await connected(api, session);
    const agreedAt = api.time.now;
    api.time.now = new Date(agreedAt.getTime() + 60_000);
    await connected(api, session);
    const { consent_version, consented_at } = await rowOf(session);
    assert.equal(consent_version, CONSENT_VERSION);
    assert.deepEqual(consented_at, agreedAt);
    const ref = { organizationId: session.organizationId, environment: 'test', sessionId: session.sessionId };
    const events = await listSessionEvents(api.db, ref as Parameters<typeof listSessionEvents>[1]);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['session.created', 'consent.given', 'device.connected', 'device.connected'],
    );
  });

  it('lets a further device join by the link, without asking again for what was agreed', async () => {
    const session = await newHostedSession(api);
    await chooses(await connected(api, session), session, 'id_card');
    const phone = createVisitor(api.url);
    const landing = await phone.get(session.link);
    assert.match(landing.heading, /Go on with your verification/);
    assert.doesNotMatch(landing.html, /name="consent"/);
    const answer = await phone.post(session.paths.exchange, { form: { token: session.token } });
    assert.equal(answer.location, session.paths.capture('id-front'), 'where the other device stopped');
  });

  it('keeps five devices: a further one takes the place of the oldest', async () => {
    const session = await newHostedSession(api);
    const first = await connected(api, session);
    const others: Visitor[] = [];
    for (let device = 0; device < 5; device += 1) others.push(await connected(api, session));
    assert.equal((await devices(session)).length, 5);
    assert.equal((await first.get(session.paths.document)).status, 401);
    for (const other of others) assert.equal((await other.get(session.paths.document)).status, 200);
  });

  it('leads a connected device from the link and from the clean path to its step', async () => {
    const session = await newHostedSession(api);
    const visitor = await connected(api, session);
    for (const path of [session.link, session.paths.start]) {
      const answer = await visitor.get(path);
      assert.equal(answer.status, 303);
      assert.equal(answer.location, session.paths.document);
    }
    await visitor.post(session.paths.exchange, { form: { token: session.token } });
    assert.equal((await devices(session)).length, 1, 'a device that is connected is not connected again');
  });

  it('tells a device that it does not know to open the link again', async () => {
    const session = await newHostedSession(api);
    const other = await connected(api, await newHostedSession(api));
    const [token = ''] = other.cookies.values();
    const stranger = createVisitor(api.url);
    stranger.cookies.set(`__Host-kvs_${session.sessionId}`, token);
    for (const path of [
      session.paths.start,
      session.paths.document,
      session.paths.check,
      session.paths.status,
    ]) {
      const page = await stranger.get(path);
      assert.equal(page.status, 401);
      assert.equal(page.heading, 'Open your link again');
    }
    for (const path of [session.paths.documents, session.paths.submit, session.paths.cancel]) {
      assert.equal((await stranger.post(path)).status, 401);
    }
  });

  it('does nothing for another site, whichever act it calls', async () => {
    const session = await newHostedSession(api);
    const visitor = await filled(api, session);
    const { exchange, document, documents, submit, cancel } = session.paths;
    const before = await rowOf(session);
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site', origin: 'https://verify.example' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://attacker.example' },
      { origin: 'null' },
      {},
    ];
    for (const headers of foreign) {
      for (const path of [exchange, document, documents, submit, cancel]) {
        const page = await visitor.post(path, { headers, ownPage: false });
        assert.equal(page.status, 403, `${path} ${JSON.stringify(headers)}`);
        assert.equal(page.heading, 'This step was called from another site');
      }
    }
    assert.deepEqual(await rowOf(session), before);
  });

  it('acts for our own pages, by what the browser says or by our origin', async () => {
    const session = await newHostedSession(api);
    const visitor = await connected(api, session);
    const own: Record<string, string>[] = [
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://verify.example' },
    ];
    for (const headers of own) {
      const form = { identityDocument: 'passport' };
      const answer = await visitor.post(session.paths.document, { headers, form, ownPage: false });
      assert.equal(answer.status, 303);
    }
  });

  it('sends every page with headers that let nothing in and nothing out', async () => {
    const session = await newHostedSession(api);
    const visitor = await connected(api, session);
    for (const path of [
      session.link,
      session.paths.document,
      session.paths.help,
      `${session.paths.start}/nowhere`,
    ]) {
      const { headers } = await createVisitor(api.url).get(path);
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
      assert.equal(headers.get('permissions-policy'), 'camera=(self), microphone=(), geolocation=()');
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; /);
      assert.match(policy, /frame-ancestors 'none'$/);
      assert.doesNotMatch(policy, /unsafe/);
    }
    const { headers } = await visitor.get(session.paths.document);
    assert.match(
      headers.get('content-security-policy') ?? '',
      /form-action 'self' https:\/\/tenant\.example;/,
    );
  });

  it('lets only our own server see a referrer on plain http, where browsers say nothing else of a form', async () => {
    const plain = await startTestApi({ publicUrl: 'http://verify.intranet.example' });
    try {
      const session = await newHostedSession(plain);
      const { headers } = await createVisitor(plain.url).get(session.link);
      assert.equal(headers.get('referrer-policy'), 'same-origin');
    } finally {
      await plain.close();
    }
  });

  it('keeps its links below the path of the public address', async () => {
    const below = await startTestApi({ publicUrl: 'https://tenant.example/verify' });
    try {
      const session = await newHostedSession(below);
      assert.match(session.link, /^\/verify\/verification\/session\//);
      const visitor = createVisitor(below.url);
      const landing = await visitor.get(session.link.replace('/verify/', '/'));
      assert.match(landing.html, /href="\/verify\/assets\/flow-[\w-]+\.css"/);
      assert.match(landing.html, /action="\/verify\/verification\/session\/[\w-]+\/exchange"/);
      const answer = await visitor.post(session.paths.exchange, {
        form: { token: session.token, consent: CONSENT_VERSION },
      });
      assert.equal(answer.location, `/verify${session.paths.document}`);
    } finally {
      await below.close();
    }
  });

  it('gives its own files for ever, and nothing else from there', async () => {
    const session = await newHostedSession(api);
    const visitor = createVisitor(api.url);
    const { html } = await visitor.get(session.link);
    const files = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
    assert.equal(files.length, 3);
    for (const file of files) {
      const { status, headers } = await visitor.get(file);
      assert.equal(status, 200);
      assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable');
    }
    assert.equal((await visitor.get('/assets/..%2Fpackage.json')).status, 404);
  });

  it('tells a page that is not there in words, and leads a reloaded answer on', async () => {
    const session = await newHostedSession(api);
    const visitor = await connected(api, session);
    const lost = await visitor.get(`${session.paths.start}/nowhere/else`);
    assert.equal(lost.status, 404);
    assert.equal(lost.heading, 'There is no page at this address');
    for (const path of [session.paths.exchange, session.paths.documents, session.paths.submit]) {
      const answer = await visitor.get(path);
      assert.deepEqual([answer.status, answer.location], [303, session.paths.start]);
    }
  });

  it('tells a program the same as JSON', async () => {
    const session = await newHostedSession(api);
    const visitor = createVisitor(api.url);
    const json = { accept: 'application/json' };
    const wrong = await visitor.get(`${session.paths.start}?token=kvs_wrong`, { headers: json });
    assert.equal(wrong.status, 404);
    assert.match(wrong.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.equal(JSON.parse(wrong.html).code, 'SESSION_NOT_FOUND');
    const noConsent = await visitor.post(session.paths.exchange, {
      headers: json,
      form: { token: session.token },
    });
    assert.deepEqual([noConsent.status, JSON.parse(noConsent.html).code], [409, 'CONSENT_MISSING']);
    const entered = await visitor.post(session.paths.exchange, {
      headers: json,
      raw: {
        body: JSON.stringify({ token: session.token, consent: CONSENT_VERSION }),
        contentType: 'application/json',
      },
    });
    assert.equal(entered.status, 200);
    assert.deepEqual(JSON.parse(entered.html), {
      ok: true,
      sessionId: session.sessionId,
      screen: 'document',
      next: session.paths.document,
      phase: 'created',
      reviewStatus: 'none',
      identityDocument: null,
      documents: [],
      selfie: null,
      expiresAt: new Date(JSON.parse(entered.html).expiresAt).toISOString(),
    });
    const foreign = await visitor.post(session.paths.submit, { headers: json, ownPage: false });
    assert.deepEqual([foreign.status, JSON.parse(foreign.html).code], [403, 'CROSS_SITE_REQUEST']);
    const unknown = await createVisitor(api.url).post(session.paths.documents, {
      headers: json,
      multipart: pictureForm('passport', 'x'),
    });
    assert.deepEqual([unknown.status, JSON.parse(unknown.html).code], [401, 'DEVICE_UNKNOWN']);
  });

  it('puts no token and no cookie into the log', async () => {
    const session = await newHostedSession(api);
    const visitor = await connected(api, session);
    await visitor.get(session.link);
    const lines = JSON.stringify(api.logged);
    assert.ok(lines.includes(session.sessionId));
    assert.ok(!lines.includes(session.token) && !lines.includes([...visitor.cookies.values()][0] ?? 'none'));
  });
});
