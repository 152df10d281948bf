import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connect } from '../../src/db/connection.ts';
import { migrateToLatest } from '../../src/db/migrate.ts';
import { testConfig } from '../support/stack.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Started {
  child: ChildProcess;
  /** The next log line of that code. */
  line: (code: string) => Promise<Record<string, unknown>>;
  ended: Promise<{ code: number | null; errors: string }>;
}

function start(environment: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/server.ts'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: Record<string, unknown>[] = [];
  const waiting: (() => void)[] = [];
  assert.ok(child.stdout && child.stderr);
  createInterface(child.stdout).on('line', (text) => {
    lines.push(JSON.parse(text));
    for (const wake of waiting.splice(0)) wake();
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = once(child, 'close').then(([code]) => {
    for (const wake of waiting.splice(0)) wake();
    return { code, errors };
  });
  const line = async (code: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const found = lines.find((one) => one.code === code);
      if (found) return found;
      if (child.exitCode !== null) assert.fail(`The server ended with ${child.exitCode}: ${errors}`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { child, line, ended };
}

describe('the API process', function () {
  this.timeout(60_000);
  let started: Started | undefined;
  afterEach(async () => {
    started?.child.kill('SIGKILL');
    await started?.ended;
  });

  it('listens on a free port, says which, and ends by SIGTERM with what is under way answered', async () => {
    const db = connect({ url: testConfig().DATABASE_URL, pool: 1 });
    await migrateToLatest(db).finally(() => db.destroy());
    started = start();
    const { port } = await started.line('LISTENING');
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    assert.ok(!JSON.stringify(await ready.json()).includes('migrations'));
    started.child.kill('SIGTERM');
    await started.line('STOPPING');
    const late = await fetch(`http://127.0.0.1:${port}/readyz`);
    assert.deepEqual([late.status, late.headers.get('connection')], [503, 'close']);
    assert.ok(((await late.json()) as { missing: string[] }).missing.includes('staying'));
    assert.equal((await started.line('STOPPED')).cut, 0);
    assert.deepEqual(await started.ended, { code: 0, errors: '' });
  });

  it('starts without any of its servers and says what is missing', async () => {
    const nowhere = '127.0.0.1:1';
    started = start({
      DATABASE_URL: `postgres://nobody@${nowhere}/none`,
      S3_ENDPOINT: `http://${nowhere}`,
      TEMPORAL_ADDRESS: nowhere,
    });
    const { port } = await started.line('LISTENING');
    assert.equal((await fetch(`http://127.0.0.1:${port}/livez`)).status, 200);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    assert.deepEqual(
      [ready.status, ((await ready.json()) as { missing: string[] }).missing],
      [503, ['database', 'migrations', 'object store', 'temporal']],
    );
  });

  it('ends with 78 and says every problem of its configuration, without a value', async () => {
    started = start({ MASTER_KEYS: 'v1:short-secret', S3_ENDPOINT: '', PORT: 'many' });
    const { code, errors } = await started.ended;
    assert.equal(code, 78);
    for (const key of ['MASTER_KEYS', 'S3_ENDPOINT', 'PORT']) assert.match(errors, new RegExp(key));
    assert.doesNotMatch(errors, /short-secret|\n\s+at /);
  });

  it('ends with 78 where a block of addresses is not one', async () => {
    started = start({ WEBHOOK_ALLOWED_CIDRS: '10.0.0.0/99' });
    const { code, errors } = await started.ended;
    assert.equal(code, 78);
    assert.match(errors, /WEBHOOK_ALLOWED_CIDRS/);
  });
});
