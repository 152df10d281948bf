import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createObjectStore, ObjectMissingError, type ObjectStore, ObjectStoreError } from './object-store.ts';

const servers: Server[] = [];

/** A store of which only the answers matter. */
async function storeOn(listener: RequestListener, timeoutMs = 2_000): Promise<ObjectStore> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return createObjectStore({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    bucket: 'pictures',
    accessKey: 'access',
    secretKey: 'secret-of-the-store',
    timeoutMs,
  });
}

const refusing =
  (status: number, code: string): RequestListener =>
  (message, response) => {
    message.resume();
    response
      .writeHead(status, { 'Content-Type': 'application/xml' })
      .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>planted-message</Message></Error>`);
  };

const failsWith = (code: string, work: Promise<unknown>) =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof ObjectStoreError, String(error));
    assert.equal(error.code, code);
    assert.ok(!/planted|secret/.test(error.message));
    return true;
  });

async function keysOf(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('staging/')) keys.push(key);
  return keys;
}

after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

describe('an object store', () => {
  it('says that an object is missing, as its own error', async () => {
    const store = await storeOn(refusing(404, 'NoSuchKey'));
    await assert.rejects(store.get('a'), ObjectMissingError);
    assert.equal(await store.stat('a'), undefined);
  });

  it('does not take a missing bucket for a missing object', async () => {
    await failsWith('NoSuchBucket', (await storeOn(refusing(404, 'NoSuchBucket'))).get('a'));
  });

  it('says by a code what it was refused', async () => {
    const store = await storeOn(refusing(403, 'AccessDenied'));
    await failsWith('AccessDenied', store.get('a'));
    await failsWith('AccessDenied', store.put('a', Buffer.from('b')));
    await failsWith('AccessDenied', store.remove('a'));
    await failsWith('AccessDenied', keysOf(store));
  });

  it('fails at once where the store is overloaded, and leaves repeating to the caller', async () => {
    let asked = 0;
    const store = await storeOn((message, response) => {
      asked++;
      refusing(503, 'SlowDown')(message, response);
    });
    await assert.rejects(store.put('a', Buffer.from('b')), ObjectStoreError);
    assert.equal(asked, 1);
  });

  it('never waits for ever', async () => {
    const silent = await storeOn(() => undefined, 150);
    const started = performance.now();
    await failsWith('TIMEOUT', silent.put('a', Buffer.alloc(1024)));
    await failsWith('TIMEOUT', silent.get('a'));
    await failsWith('TIMEOUT', silent.remove('a'));
    await failsWith('TIMEOUT', silent.stat('a'));
    await failsWith('TIMEOUT', keysOf(silent));
    assert.equal(await silent.isReachable(), false);
    assert.ok(performance.now() - started < 3_000);
  });

  it('gives up an object whose bytes stop coming', async () => {
    const stalling = await storeOn((_, response) => {
      response.writeHead(200, { 'Content-Length': '1000' }).write('start');
    }, 150);
    await failsWith('TIMEOUT', stalling.get('a'));
  });

  it('does not hand out a part of an object for the whole', async () => {
    const cut = await storeOn((_, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('start', () => response.destroy());
    });
    await assert.rejects(cut.get('a'), ObjectStoreError);
  });

  it('is not reachable where nobody listens, and says so without throwing', async () => {
    const store = await storeOn(() => undefined);
    const server = servers.at(-1);
    await new Promise((resolve) => server?.close(resolve));
    assert.equal(await store.isReachable(), false);
    await failsWith('ECONNREFUSED', store.get('a'));
  });

  it('asks for nothing but what it was told to do', async () => {
    const asked: string[] = [];
    const store = await storeOn((message, response) => {
      asked.push(`${message.method} ${message.url}`);
      message.resume();
      response.writeHead(200, { ETag: '"e"' }).end();
    });
    await store.put('original/a', Buffer.from('bytes'));
    await store.remove('original/a');
    assert.deepEqual(asked, ['PUT /pictures/original/a', 'DELETE /pictures/original/a']);
  });
});
