import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { ReadinessCheck } from './api/readiness.ts';
import { createHealthServer } from './health-server.ts';
import { listen } from './http-server.ts';

const check = (name: string, required: boolean, answer: boolean): ReadinessCheck => ({
  name,
  required,
  answers: async () => answer,
});

describe('the pages by which a process is watched', () => {
  let server: Server;
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  async function ask(path: string, checks: ReadinessCheck[], text?: () => Promise<string>) {
    server = createHealthServer(checks, text && { contentType: 'text/plain; version=0.0.4', text });
    const port = await listen(server, 0, '127.0.0.1');
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
    return { status: response.status, body: await response.text() };
  }

  it('name what is missing, and are not ready without what is required', async () => {
    const checks = [check('database', true, false), check('temporal', false, false), check('x', true, true)];
    const { status, body } = await ask('/readyz', checks);
    assert.deepEqual([status, JSON.parse(body)], [503, { ok: false, missing: ['database', 'temporal'] }]);
  });

  it('are ready without what is not required, and name it', async () => {
    const { status, body } = await ask('/readyz', [check('temporal', false, false)]);
    assert.deepEqual([status, JSON.parse(body)], [200, { ok: true, missing: ['temporal'] }]);
  });

  it('live whatever is missing', async () => {
    assert.equal((await ask('/livez', [check('database', true, false)])).status, 200);
  });

  it('show the metrics', async () => {
    assert.deepEqual(await ask('/metrics?x=1', [], async () => 'a 1\n'), { status: 200, body: 'a 1\n' });
  });

  it('say nothing of what went wrong inside', async () => {
    const { status, body } = await ask('/metrics', [], () => Promise.reject(new Error('PLANTED')));
    assert.equal(status, 500);
    assert.ok(!body.includes('PLANTED'));
  });

  it('are no others', async () => {
    assert.equal((await ask('/constructor', [])).status, 404);
  });

  it('are without metrics where none were given', async () => {
    assert.equal((await ask('/metrics', [])).status, 404);
  });
});
