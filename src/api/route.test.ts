import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import { z } from 'zod';
import { listening, type Sending, send } from '../../test/support/test-api.ts';
import { problem } from '../contract/problem.ts';
import { declareRoute } from '../contract/route.ts';
import { ApiError, answerProblems } from './errors.ts';
import { MAX_JSON_BYTES } from './json-body.ts';
import { logRequests } from './request-log.ts';
import { mountRoute, type Repeatable } from './route.ts';
import type { ApiState } from './state.ts';

const echo = declareRoute({
  name: 'echo',
  method: 'post',
  path: '/echo/:room',
  summary: 'For this test',
  auth: 'none',
  idempotent: true,
  params: z.strictObject({ room: z.string().max(20) }),
  body: z.strictObject({
    text: z.string().optional(),
    size: z.number().optional(),
    inner: z.strictObject({ list: z.array(z.number()) }).optional(),
  }),
  output: z.object({ ok: z.literal(true), room: z.string(), text: z.string() }),
  status: 201,
  errors: [],
});

const plain = declareRoute({
  name: 'plain',
  method: 'get',
  path: '/plain/:room',
  summary: 'For this test',
  auth: 'none',
  params: z.strictObject({ room: z.string() }),
  body: z.undefined(),
  output: z.object({ ok: z.literal(true) }),
  status: 200,
  errors: [],
});

/** These routes need no key, and so no database: any use of it would throw. */
const db = undefined as never;

describe('a declared route', () => {
  let server: Server;
  let url: string;
  let heard: Repeatable | undefined;
  const logged: Record<string, unknown>[] = [];
  const line = (fields: object) => void logged.push({ ...fields });
  const log = { debug: line, info: line, warn: line, error: line } as never;
  const rooms: Record<string, () => never> = {
    broken: () => {
      throw new Error('secret detail');
    },
    odd: () => {
      throw 'secret text';
    },
    busy: () => {
      throw new ApiError('BUSY', { headers: { 'Retry-After': '3' } });
    },
  };

  before(async () => {
    const deps = { db, clock: () => new Date(0), log };
    const router = new Router<ApiState>();
    mountRoute(router, deps, echo, async ({ params, body, repeatable }) => {
      heard = repeatable;
      rooms[params.room]?.();
      const text = params.room === 'wrong' ? (7 as never) : (body.text ?? '');
      return { body: { ok: true, room: params.room, text, hidden: 'not of the contract' } as never };
    });
    mountRoute(router, deps, plain, async () => ({ body: { ok: true as const } }));
    const app = new Koa<ApiState>();
    app.use(logRequests(deps)).use(answerProblems(deps)).use(router.routes());
    server = createServer(app.callback());
    url = await listening(server);
  });
  after((done) => {
    server.closeAllConnections();
    server.close(done);
  });
  beforeEach(() => void logged.splice(0));

  const post = (sending: Sending, room = 'hall') => send(url, 'POST', `/echo/${room}`, sending);

  it('answers with its status, and with nothing that it does not declare', async () => {
    const { status, body } = await post({ body: { text: 'hello' } });
    assert.equal(status, 201);
    assert.deepEqual(body, { ok: true, room: 'hall', text: 'hello' });
  });

  it('takes no body for an empty one', async () => assert.equal((await post({})).status, 201));

  it('names every field that is wrong or unknown, nested ones by their path', async () => {
    const { status, body } = await post({
      body: { text: 1, size: 'x', inner: { list: [1, 'two'], other: 1 }, foo: 1, bar: 2 },
    });
    assert.equal(status, 422);
    assert.equal(body.code, 'BODY_INVALID');
    assert.deepEqual(body.errors.map(({ path }: { path: string }) => path).sort(), [
      'bar',
      'foo',
      'inner.list.1',
      'inner.other',
      'size',
      'text',
    ]);
    assert.deepEqual(
      body.errors.find(({ path }: { path: string }) => path === 'foo'),
      { path: 'foo', message: 'is not a known field' },
    );
  });

  it('answers errors as problems of RFC 9457 that also carry ok, code and requestId', async () => {
    const { headers, body } = await post({ text: '{' });
    assert.equal(headers.get('content-type'), 'application/problem+json');
    assert.deepEqual(problem.strict().parse(body), body);
    assert.equal(body.requestId, headers.get('x-request-id'));
    assert.deepEqual([body.status, body.title, body.ok], [400, 'Bad Request', false]);
  });

  it('refuses what is not JSON', async () => {
    for (const text of ['{', '{"text":"a"', 'text=a', '', ' ', 'undefined', "{'a':1}"]) {
      const { status, body } = await post({ text, headers: { 'content-type': 'application/json' } });
      if (text === '') assert.equal(status, 201);
      else assert.deepEqual([status, body.code], [400, 'BODY_MALFORMED'], text);
    }
  });

  it('refuses JSON under another content type, charset or encoding', async () => {
    const sent = (headers: Record<string, string>) => post({ text: '{}', headers });
    const refused: Record<string, string>[] = [
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'application/json; charset=latin1' },
      { 'content-encoding': 'gzip' },
    ];
    for (const headers of refused) {
      assert.equal((await sent(headers)).body.code, 'BODY_MALFORMED', JSON.stringify(headers));
    }
    for (const type of [
      'application/json',
      'APPLICATION/JSON; charset=UTF-8',
      'application/merge-patch+json',
    ]) {
      assert.equal((await sent({ 'content-type': type })).status, 201, type);
    }
  });

  it('refuses bytes that are not UTF-8', async () => {
    const response = await fetch(`${url}/echo/hall`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from([0x22, 0xff, 0x22]),
    });
    assert.equal(response.status, 400);
    await response.arrayBuffer();
  });

  it('takes a body of 64 kB and not of one byte more', async () => {
    const frame = '{"text":""}'.length;
    const ofSize = (bytes: number) => ({ text: `{"text":"${'x'.repeat(bytes - frame)}"}` });
    assert.equal((await post(ofSize(MAX_JSON_BYTES))).status, 201);
    const { status, body } = await post(ofSize(MAX_JSON_BYTES + 1));
    assert.deepEqual([status, body.code], [413, 'BODY_TOO_LARGE']);
  });

  it('answers a body of 20 MB that does not say its length, and keeps the connection', async () => {
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      const sending = request(`${url}/echo/hall`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      });
      sending.on('response', resolve).on('error', reject);
      for (let megabyte = 0; megabyte < 20; megabyte += 1) sending.write(Buffer.alloc(1024 * 1024, ' '));
      sending.end();
    });
    const response = await answer;
    response.resume();
    assert.equal(response.statusCode, 413);
    assert.notEqual(response.headers.connection, 'close');
  });

  it('shows nothing of an unknown error and logs where it was raised', async () => {
    for (const room of ['broken', 'odd']) {
      const { status, body } = await post({}, room);
      assert.deepEqual([status, body.code], [500, 'INTERNAL_ERROR']);
      assert.doesNotMatch(JSON.stringify(body), /secret/);
    }
    const errors = logged.filter(({ code }) => code === 'INTERNAL_ERROR');
    assert.equal(errors.length, 2);
    assert.match(String(errors[0]?.stack), /route\.test\.ts/);
    assert.doesNotMatch(JSON.stringify(logged), /secret/);
  });

  it('takes an answer that breaks its own contract for an error of ours', async () => {
    assert.equal((await post({}, 'wrong')).body.code, 'INTERNAL_ERROR');
  });

  it('passes on the headers of an error', async () => {
    const { status, headers } = await post({}, 'busy');
    assert.deepEqual([status, headers.get('retry-after')], [503, '3']);
  });

  it('hashes a repeatable request without regard to the order of fields', async () => {
    const hash = async (text: string, room?: string) => {
      await post({ text, headers: { 'idempotency-key': 'k' } }, room);
      return heard?.requestHash.toString('hex');
    };
    const one = await hash('{"text":"a","size":1}');
    assert.equal(await hash('{ "size": 1.0, "text": "a" }'), one);
    assert.notEqual(await hash('{"text":"a","size":2}'), one);
    assert.notEqual(await hash('{"text":"a","size":1}', 'other'), one);
    await post({});
    assert.equal(heard, undefined);
  });

  it('refuses an Idempotency-Key that is empty, too long or not ASCII', async () => {
    for (const key of ['', 'x'.repeat(256), 'clé']) {
      const { status, body } = await post({ headers: { 'idempotency-key': key } });
      assert.deepEqual([status, body.code], [422, 'IDEMPOTENCY_KEY_INVALID'], key);
    }
    assert.equal((await post({ headers: { 'idempotency-key': 'x'.repeat(255) } })).status, 201);
  });

  it('logs the pattern of the route and no part of the address', async () => {
    await send(url, 'GET', '/plain/erika?token=kvs_hidden');
    const { ms, requestId, ...fields } = logged.find(({ code }) => code === 'REQUEST') ?? {};
    assert.deepEqual(fields, { code: 'REQUEST', method: 'GET', route: '/plain/:room', status: 200 });
    assert.equal(typeof ms, 'number');
    assert.equal(typeof requestId, 'string');
  });

  it('takes over a request id that is one, and makes its own in place of another', async () => {
    const idFor = async (given: string) =>
      (await send(url, 'GET', '/plain/a', { headers: { 'x-request-id': given } })).headers.get(
        'x-request-id',
      );
    assert.equal(await idFor('abc-DEF_123'), 'abc-DEF_123');
    for (const given of ['short', 'x'.repeat(65), 'with space in it', 'a<script>b']) {
      assert.match((await idFor(given)) ?? '', /^[0-9a-f-]{36}$/);
    }
  });

  it('answers HEAD like GET, without a body', async () => {
    const { status, body, headers } = await send(url, 'HEAD', '/plain/a');
    assert.deepEqual([status, body], [200, '']);
    assert.match(headers.get('content-type') ?? '', /json/);
  });
});
