import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net';
import { createGuardedHttp, ExchangeError, type PostRequest, type Resolve } from './guarded-http.ts';

const body = Buffer.from('{"name":"Zoë"}');
const servers: Server[] = [];
const sockets = new Set<Socket>();

function track<T extends Server>(server: T): T {
  servers.push(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  return server;
}

async function listen<T extends Server>(server: T, ...host: string[]): Promise<number> {
  track(server).listen(0, ...host);
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

const web = (listener: RequestListener) => listen(createServer(listener), '127.0.0.1');
/** A server that speaks for itself, once it has the whole request. */
const raw = (answer: (socket: Socket) => void) =>
  listen(
    createSocketServer((socket) => {
      let heard = Buffer.alloc(0);
      socket.on('data', (chunk) => {
        heard = Buffer.concat([heard, chunk]);
        if (heard.includes(body)) answer(socket);
      });
    }),
  );

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const request = (url: string, overrides: Partial<PostRequest> = {}): PostRequest => ({
  url,
  headers: { 'Content-Type': 'application/json', 'X-Test': 'yes' },
  body,
  environment: 'test',
  deadlineMs: 3_000,
  maxResponseBytes: 4_096,
  ...overrides,
});

const local = createGuardedHttp({ allowedCidrs: [], allowLoopbackInTest: true });
const closed = createGuardedHttp({ allowedCidrs: [], allowLoopbackInTest: false });
const resolving = (resolve: Resolve, allowedCidrs: string[] = []) =>
  createGuardedHttp({ allowedCidrs, allowLoopbackInTest: false, resolve });
const answering =
  (...addresses: string[]): Resolve =>
  (_, __, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

const failsWith = (code: string, posted: Promise<unknown>) =>
  assert.rejects(posted, (error) => {
    assert.ok(error instanceof ExchangeError, String(error));
    assert.equal(error.code, code);
    assert.ok(!/127\.0|localhost|secret|Zo/.test(`${error.message} ${error.stack?.split('\n')[0]}`));
    assert.equal(error.cause, undefined);
    return true;
  });

after(() => {
  for (const server of servers) server.close();
  for (const socket of sockets) socket.destroy();
});

describe('a guarded exchange', () => {
  it('sends the exact bytes and headers, and brings back what was answered', async () => {
    let heard: { bytes: Buffer; message: IncomingMessage } | undefined;
    const port = await web(async (message, response) => {
      heard = { bytes: await bytesOf(message), message };
      response.writeHead(503, { 'Retry-After': '120' }).end('later');
    });
    const answer = await local.post(request(`http://127.0.0.1:${port}/hook?tenant=1`));
    assert.equal(answer.statusCode, 503);
    assert.equal(answer.retryAfter, '120');
    assert.equal(answer.body.toString(), 'later');
    assert.ok(answer.durationMs > 0);
    assert.deepEqual(heard?.bytes, body);
    assert.equal(heard?.message.method, 'POST');
    assert.equal(heard?.message.url, '/hook?tenant=1');
    assert.equal(heard?.message.headers['content-length'], String(body.length));
    assert.equal(heard?.message.headers['x-test'], 'yes');
  });

  it('takes an answer without a body', async () => {
    const port = await web((_, response) => response.writeHead(204).end());
    const answer = await local.post(request(`http://127.0.0.1:${port}`));
    assert.equal(answer.statusCode, 204);
    assert.equal(answer.body.length, 0);
  });

  it('follows no redirect', async () => {
    let reached = 0;
    const inside = await web((_, response) => {
      reached++;
      response.end();
    });
    const port = await web((_, response) =>
      response.writeHead(307, { Location: `http://127.0.0.1:${inside}/` }).end(),
    );
    assert.equal((await local.post(request(`http://127.0.0.1:${port}`))).statusCode, 307);
    assert.equal(reached, 0);
  });

  it('keeps the start of a long answer and reads little more', async () => {
    let written = 0;
    let ended: () => void;
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const port = await web((_, response) => {
      const chunk = Buffer.alloc(16 * 1024, 'a');
      const flow = () => {
        written += chunk.length;
        if (response.write(chunk)) setImmediate(flow);
      };
      response.on('drain', flow).on('close', () => ended());
      flow();
    });
    const answer = await local.post(request(`http://127.0.0.1:${port}`, { maxResponseBytes: 100 }));
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.body.length, 100);
    await over;
    assert.ok(written < 64 * 1024 * 1024, 'the sender was cut off');
  });

  it('has one deadline over everything, whatever trickles in', async () => {
    const silent = await raw(() => undefined);
    const dripping = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n');
      const drip = setInterval(() => socket.write('.'), 30);
      socket.once('close', () => clearInterval(drip));
    });
    const headers = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write('X-More: 1\r\n'), 30);
      socket.once('close', () => clearInterval(drip));
    });
    for (const port of [silent, dripping, headers]) {
      const started = performance.now();
      await failsWith('TIMEOUT', local.post(request(`http://127.0.0.1:${port}`, { deadlineMs: 250 })));
      const took = performance.now() - started;
      assert.ok(took >= 240 && took < 1_500, `${took} ms`);
    }
  });

  it('has its deadline over the look-up of the name too', async () => {
    const never = resolving(() => undefined);
    await failsWith('TIMEOUT', never.post(request('https://receiver.example/', { deadlineMs: 200 })));
  });

  it('tells what went wrong by a code, and nothing else', async () => {
    const reset = await listen(createSocketServer((socket) => socket.resetAndDestroy()));
    const resetLater = await raw((socket) => socket.resetAndDestroy());
    const resetInBody = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc', () => socket.destroy());
    });
    const nonsense = await raw((socket) => socket.end('SSH-2.0-server\r\n'));
    const flood = await raw((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\n${`X-A: ${'a'.repeat(1000)}\r\n`.repeat(100)}\r\n`),
    );
    const gone = await web(() => undefined);
    await new Promise((resolve) => servers.at(-1)?.close(resolve));
    const noName = resolving((_, __, callback) => callback(new Error('secret.example not found'), []));
    const noAddress = resolving(answering());

    await failsWith('CONNECTION_FAILED', local.post(request(`http://127.0.0.1:${reset}`)));
    await failsWith('CONNECTION_FAILED', local.post(request(`http://127.0.0.1:${resetLater}`)));
    await failsWith('CONNECTION_FAILED', local.post(request(`http://127.0.0.1:${resetInBody}`)));
    await failsWith('CONNECTION_FAILED', local.post(request(`http://127.0.0.1:${gone}`)));
    await failsWith('RESPONSE_INVALID', local.post(request(`http://127.0.0.1:${nonsense}`)));
    await failsWith('RESPONSE_INVALID', local.post(request(`http://127.0.0.1:${flood}`)));
    await failsWith('TLS_FAILED', local.post(request(`https://127.0.0.1:${await plain()}`)));
    await failsWith('DNS_FAILED', noName.post(request('https://secret.example/')));
    await failsWith('DNS_FAILED', noAddress.post(request('https://secret.example/')));
  });
});

const plain = () => web((_, response) => response.end());

describe('the guard of an exchange', () => {
  let connections = 0;
  let port = 0;
  before(async () => {
    const server = createServer((_, response) => response.end('inside'));
    server.on('connection', () => connections++);
    // All addresses of this machine, IPv6 included where it has it.
    port = await listen(server);
  });
  beforeEach(() => {
    connections = 0;
  });

  const LOOPBACK_FORMS = [
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '017700000001',
    '0177.0.0.1',
    '0.0.0.0',
    '0',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:0:0:1]',
  ];

  for (const form of LOOPBACK_FORMS) {
    it(`lets ${form} reach nothing`, async () => {
      await failsWith('TARGET_FORBIDDEN', closed.post(request(`http://${form}:${port}/`)));
      assert.equal(connections, 0);
    });
  }

  it('stands before a server that is reached without it', async () => {
    assert.equal((await local.post(request(`http://127.0.0.1:${port}`))).body.toString(), 'inside');
    assert.equal(connections, 1);
  });

  it('refuses other reserved addresses even where this machine is allowed', async () => {
    const forms = ['10.0.0.1', '169.254.169.254', '192.168.1.1', '[fd00::1]', '[fe80::1]', '[::127.0.0.1]'];
    for (const form of [...forms, '[64:ff9b::7f00:1]', '[2002:7f00:1::]']) {
      await failsWith('TARGET_FORBIDDEN', local.post(request(`http://${form}:${port}/`)));
    }
  });

  it('judges the address that a name resolves to', async () => {
    await failsWith('TARGET_FORBIDDEN', closed.post(request(`http://localhost:${port}/`)));
    await failsWith(
      'TARGET_FORBIDDEN',
      resolving(answering('127.0.0.1')).post(request(`http://a.example:${port}/`)),
    );
    assert.equal(connections, 0);
  });

  it('refuses a name if any of its addresses is reserved', async () => {
    for (const addresses of [
      ['93.184.215.14', '127.0.0.1'],
      ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::1'],
      ['::1', '93.184.215.14'],
      ['fe80::1%lo', '93.184.215.14'],
    ]) {
      const mixed = resolving(answering(...addresses));
      await failsWith('TARGET_FORBIDDEN', mixed.post(request(`http://mixed.example:${port}/`)));
    }
    assert.equal(connections, 0);
  });

  it('connects to the address that it checked, though the name changes its mind', async () => {
    let asked = 0;
    const rebinding: Resolve = (_, __, callback) => {
      asked++;
      callback(null, [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
    };
    const guarded = resolving(rebinding, ['127.0.0.1/32']);
    const answer = await guarded.post(request(`http://rebinding.example:${port}/`));
    assert.equal(answer.body.toString(), 'inside');
    assert.deepEqual({ asked, connections }, { asked: 1, connections: 1 });
    await failsWith('TARGET_FORBIDDEN', guarded.post(request(`http://rebinding.example:${port}/`)));
    assert.deepEqual({ asked, connections }, { asked: 2, connections: 1 });
  });

  it('sends to live receivers by https only', async () => {
    const opened = createGuardedHttp({ allowedCidrs: ['127.0.0.0/8'], allowLoopbackInTest: true });
    const live = { environment: 'live' as const };
    await failsWith('TARGET_FORBIDDEN', opened.post(request(`http://127.0.0.1:${port}`, live)));
    assert.equal(connections, 0);
    // The port is opened to it, but does not speak TLS.
    await failsWith('TLS_FAILED', opened.post(request(`https://127.0.0.1:${port}`, live)));
  });

  it('never lets live sessions reach this machine, unless its block is opened', async () => {
    await failsWith(
      'TARGET_FORBIDDEN',
      local.post(request(`https://127.0.0.1:${port}`, { environment: 'live' })),
    );
    assert.equal(connections, 0);
  });

  it('takes neither other protocols nor names and passwords in an address', async () => {
    for (const url of [
      'ftp://127.0.0.1/',
      'file:///etc/passwd',
      `http://me:secret@127.0.0.1:${port}/`,
      'nonsense',
    ]) {
      await failsWith('TARGET_FORBIDDEN', local.post(request(url)));
    }
    assert.equal(connections, 0);
  });

  it('is not made with a block of addresses that is none', () => {
    assert.throws(() => createGuardedHttp({ allowedCidrs: ['10.0.0.0/99'], allowLoopbackInTest: false }));
  });
});
