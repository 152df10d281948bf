import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { createHttpServer, type HttpServer } from './http-server.ts';

describe('the HTTP server', () => {
  let server: HttpServer;
  let port: number;
  const agent = new Agent({ keepAlive: true });

  async function start(handler: RequestListener): Promise<void> {
    server = createHttpServer(handler);
    port = await server.listen(0, '127.0.0.1');
  }
  afterEach(() => server.stop(0).catch(() => undefined));
  after(() => agent.destroy());

  async function ask(): Promise<IncomingMessage> {
    const [response] = await once(get({ port, host: '127.0.0.1', agent }), 'response');
    response.resume();
    return response;
  }

  it('listens on a free port for 0 and says which', async () => {
    await start((_, response) => response.end('ok'));
    assert.ok(port > 0);
    assert.equal((await ask()).statusCode, 200);
  });

  it('says so where the port is taken', async () => {
    await start((_, response) => response.end());
    await assert.rejects(createHttpServer(() => undefined).listen(port, '127.0.0.1'), /EADDRINUSE/);
  });

  it('lets a request that is under way end, and closes its connection by the answer', async () => {
    let arrived = (_finish: () => void) => {};
    const finishing = new Promise<() => void>((resolve) => {
      arrived = resolve;
    });
    await start((_, response) => arrived(() => response.end('late')));
    const asked = ask();
    const finish = await finishing;
    const stopped = server.stop(5_000);
    assert.equal(server.isStaying(), false);
    finish();
    const response = await asked;
    assert.deepEqual([response.statusCode, response.headers.connection], [200, 'close']);
    assert.equal(await stopped, 0);
  });

  it('tells a keep-alive caller who comes while it stops that the connection closes', async () => {
    await start((_, response) => response.end('ok'));
    assert.equal((await ask()).headers.connection, 'keep-alive');
    const stopped = server.stop(5_000);
    const response = await ask();
    assert.deepEqual([response.statusCode, response.headers.connection], [200, 'close']);
    assert.equal(await stopped, 0);
    await assert.rejects(once(connect(port, '127.0.0.1'), 'connect'), /ECONNREFUSED/);
  });

  it('cuts what has not ended within its grace, and says how much', async () => {
    const arrived = new Promise<void>((resolve) => {
      void start(() => resolve()).then(() => ask().catch(() => undefined));
    });
    await arrived;
    assert.equal(await server.stop(100), 1);
  });

  it('is not held up by a connection that never asks', async () => {
    await start((_, response) => response.end());
    const idle = connect(port, '127.0.0.1');
    await once(idle, 'connect');
    const gone = once(idle, 'close');
    assert.equal(await server.stop(5_000), 0);
    await gone;
  });

  it('answers headers of more than 16 kB with 431', async () => {
    await start((_, response) => response.end());
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      headers: { 'x-flood': 'x'.repeat(17 * 1024) },
    });
    assert.equal(response.status, 431);
    await response.arrayBuffer();
  });
});
