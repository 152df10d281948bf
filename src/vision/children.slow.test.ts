import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import {
  VisionBusyError,
  VisionClosedError,
  VisionCrashError,
  VisionStartError,
  VisionTimeoutError,
} from './errors.ts';
import { createVisionPool, type VisionPool, type VisionPoolOptions } from './pool.ts';

/** Makes the real child misbehave when the picture says so. Threads load it too and are left alone. */
const MISBEHAVE = `
import { isMainThread } from 'node:worker_threads';
const acts = {
  hang: () => { for (;;); },
  crash: () => process.abort(),
  grow: () => { globalThis.hoard = []; setInterval(() => globalThis.hoard.push(Buffer.alloc(64e6, 1)), 5); },
  tell: () => process.send({ name: 'done', result: { pid: process.pid, env: process.env }, rssBytes: 0, worn: false }),
};
if (isMainThread) {
  const on = process.on.bind(process);
  process.on = (event, listener) => {
    if (event !== 'message') return on(event, listener);
    return on(event, (task) => {
      const act = acts[Buffer.from(task.bytes).toString('latin1', 0, 8).split(' ')[0]];
      if (act) act(); else listener(task);
    });
  };
}
`;

describe('the children in which pictures are handled', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'vision-children-'));
  const preload = join(folder, 'misbehave.mjs');
  const pools: VisionPool[] = [];

  before(() => writeFileSync(preload, MISBEHAVE));
  after(() => rmSync(folder, { recursive: true }));
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
  });

  function start(options: Partial<VisionPoolOptions> = {}): VisionPool {
    const pool = createVisionPool({
      size: 1,
      readSize: 0,
      childPreload: [pathToFileURL(preload).href],
      ...options,
    });
    pools.push(pool);
    return pool;
  }

  const act = (name: string) => Buffer.from(`${name} `);
  const tell = async (pool: VisionPool) =>
    (await pool.inspect(act('tell'))) as unknown as { pid: number; env: Record<string, string> };
  const picture = () =>
    sharp({ create: { width: 400, height: 400, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer();
  const worksAgain = async (pool: VisionPool) => {
    assert.equal((await pool.inspect(await picture())).accepted, true);
  };
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const untilGone = async (pid: number) => {
    while (isAlive(pid)) await delay(20);
  };

  it('are killed and replaced when they hang, while others go on', async () => {
    const pool = start({ size: 2, inspectTimeoutMs: 1500 });
    const { pid } = await tell(pool);
    const hung = assert.rejects(pool.inspect(act('hang')), VisionTimeoutError);
    await worksAgain(pool);
    await hung;
    await untilGone(pid);
    await Promise.all([worksAgain(pool), worksAgain(pool)]);
  });

  it('are replaced when they crash', async () => {
    const pool = start();
    await assert.rejects(pool.inspect(act('crash')), VisionCrashError);
    await worksAgain(pool);
  });

  it('are killed and replaced when they take too much memory', async () => {
    const pool = start({ maxRssBytes: 400 * 1024 ** 2 });
    await assert.rejects(pool.inspect(act('grow')), VisionCrashError);
    await worksAgain(pool);
  });

  it('are replaced when they went while they had nothing to do, and no task fails for it', async () => {
    const pool = start();
    const { pid } = await tell(pool);
    process.kill(pid, 'SIGKILL');
    await untilGone(pid);
    assert.notEqual((await tell(pool)).pid, pid);
  });

  it('are not ended by the signals that stop the service: their parent ends them when it is done', async () => {
    const pool = start();
    const { pid } = await tell(pool);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.kill(pid, signal);
    const told = await Promise.all([tell(pool), tell(pool)]);
    assert.deepEqual(
      told.map((one) => one.pid),
      [pid, pid],
    );
  });

  it('are killed when the caller gives up', async () => {
    const pool = start();
    const { pid } = await tell(pool);
    const controller = new AbortController();
    const task = pool.inspect(act('hang'), { signal: controller.signal });
    controller.abort(new Error('no longer wanted'));
    await assert.rejects(task, /no longer wanted/);
    await untilGone(pid);
    await worksAgain(pool);
  });

  it('give way to whatever a person waits for, unless it is they that somebody waits for', async () => {
    const [awaited, background] = [start({ readSize: 1 }), start({ background: true })];
    const own = getPriority();
    const reading = awaited.read(act('tell'), { kind: 'passport', side: 'front', today: '2026-11-24' });
    const { pid } = (await reading) as unknown as { pid: number };
    assert.equal(getPriority((await tell(awaited)).pid), own);
    assert.ok(getPriority(pid) > own, 'reading');
    assert.ok(getPriority((await tell(background)).pid) > own, 'in the background');
  });

  it('are replaced after so many pictures', async () => {
    const pool = start({ recycleAfter: 2 });
    const pids = [await tell(pool), await tell(pool), await tell(pool)].map(({ pid }) => pid);
    assert.equal(pids[0], pids[1]);
    assert.notEqual(pids[1], pids[2]);
  });

  it('are passed over while they come up and another has nothing to do', async () => {
    const pool = start({ size: 2, recycleAfter: 3 });
    const [first, second] = (await Promise.all([tell(pool), tell(pool)])).map(({ pid }) => pid);
    const pids = [await tell(pool), await tell(pool), await tell(pool)].map(({ pid }) => pid);
    assert.deepEqual(pids, [first, first, second]);
  });

  it('are given no environment: what they have, Node.js and sharp put there', async () => {
    const { env } = await tell(start());
    const own = ['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', 'VIPSHOME'];
    assert.deepEqual(
      Object.keys(env).filter((key) => !own.includes(key)),
      [],
    );
  });

  it('leave no more tasks waiting than allowed, and forget those that are taken back', async () => {
    const pool = start({ maxWaiting: 1 });
    const controllers = [new AbortController(), new AbortController()];
    const [running, waiting] = controllers.map(({ signal }) => pool.inspect(act('hang'), { signal }));
    await assert.rejects(pool.inspect(await picture()), VisionBusyError);
    controllers[1]?.abort(new Error('taken back'));
    await assert.rejects(waiting ?? Promise.resolve(), /taken back/);
    const next = worksAgain(pool);
    controllers[0]?.abort(new Error('given up'));
    await assert.rejects(running ?? Promise.resolve(), /given up/);
    await next;
  });

  it('end with their pool, and their tasks with them', async () => {
    const pool = start();
    const { pid } = await tell(pool);
    const running = assert.rejects(pool.inspect(act('hang')), VisionClosedError);
    const waiting = assert.rejects(pool.inspect(await picture()), VisionClosedError);
    await pool.close();
    await Promise.all([running, waiting]);
    assert.equal(isAlive(pid), false);
    await assert.rejects(pool.inspect(await picture()), VisionClosedError);
  });

  it('that do not start fail the task and say why in the log', async () => {
    const broken = join(folder, 'broken.mjs');
    writeFileSync(broken, 'throw new Error("cannot start");');
    const logged: unknown[] = [];
    const pool = start({
      childPreload: [pathToFileURL(broken).href],
      log: {
        warn: (fields, message) => logged.push([message, String(fields.output).includes('cannot start')]),
      },
    });
    await assert.rejects(pool.inspect(await picture()), VisionStartError);
    assert.deepEqual(logged[0], ['a vision child did not start', true]);
  });

  it('do not outlive their parent, even when they hang', async () => {
    const parent = join(folder, 'parent.mts');
    writeFileSync(
      parent,
      `import { createVisionPool } from ${JSON.stringify(new URL('./pool.ts', import.meta.url).href)};
      const pool = createVisionPool({ size: 2, readSize: 0, childPreload: [${JSON.stringify(pathToFileURL(preload).href)}] });
      const told = await Promise.all([1, 2].map(() => pool.inspect(Buffer.from('tell '))));
      void pool.inspect(Buffer.from('hang ')).catch(() => undefined);
      setImmediate(() => console.log(told.map(({ pid }) => pid).join()));`,
    );
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    const started = spawn(process.execPath, [`--import=${tsx}`, parent], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(started.stdout), 'line');
    const pids = String(line).split(',').map(Number);
    assert.equal(pids.filter(isAlive).length, 2);
    started.kill('SIGKILL');
    await Promise.all(pids.map(untilGone));
  });
});
