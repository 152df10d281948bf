import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPart, type Part, PartFailed, type PartOptions } from './part.ts';
import { type ProcessRecord, startOf } from './process-record.ts';

/** Says that it is ready by making a file. */
const READY = `require('node:fs').writeFileSync(process.env.READY, '');`;

describe('a part of the stack', () => {
  let folder: string;
  let part: Part | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'idbeyond-part-'));
  });
  afterEach(async () => {
    await part?.stop('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  function make(script: string, more: Partial<PartOptions> = {}): Part {
    const ready = join(folder, 'ready');
    part = createPart({
      name: 'example',
      logFile: join(folder, 'log'),
      launch: () => {
        rmSync(ready, { force: true });
        return { file: process.execPath, args: ['-e', script], env: { READY: ready } };
      },
      isReady: async () => existsSync(ready),
      readyWithinMs: 5000,
      stopSignal: 'SIGTERM',
      graceMs: 3000,
      ...more,
    });
    return part;
  }

  const waiting = `${READY} setInterval(() => {}, 1000);`;

  it('has a process once it is ready, and none once it is stopped', async () => {
    const example = make(waiting);
    await example.start();
    const pid = example.pid ?? 0;
    assert.ok(startOf(pid));
    await example.stop();
    assert.equal(example.pid, undefined);
    assert.equal(startOf(pid), undefined);
  });

  it('starts again after it was killed, as another process', async () => {
    const example = make(waiting);
    await example.start();
    const first = example.pid;
    await example.stop('SIGKILL');
    await example.start();
    assert.ok(example.pid && example.pid !== first);
  });

  it('is killed where it does not end within its grace', async () => {
    const example = make(`process.on('SIGTERM', () => {}); ${waiting}`, { graceMs: 200 });
    await example.start();
    const pid = example.pid ?? 0;
    await example.stop();
    assert.equal(startOf(pid), undefined);
  });

  it('that ends while it starts is told with its last words', async () => {
    const example = make(`console.error('no such folder'); process.exit(7);`);
    await assert.rejects(example.start(), (error: Error) => {
      assert.ok(error instanceof PartFailed);
      assert.match(error.message, /ended with exit code 7 while starting/);
      assert.match(error.log, /no such folder/);
      return true;
    });
  });

  it('that stays silent is ended and told', async () => {
    const example = make('setInterval(() => {}, 1000);', { readyWithinMs: 300 });
    await assert.rejects(example.start(), /did not answer within/);
    assert.equal(example.pid, undefined);
  });

  it('is tried again where its last words call for it', async () => {
    let runs = 0;
    const example = make('', {
      launch: () => {
        runs += 1;
        const script = runs === 1 ? `console.error('not yet'); process.exit(1);` : waiting;
        return { file: process.execPath, args: ['-e', script], env: { READY: join(folder, 'ready') } };
      },
      tryAgain: (log) => log.includes('not yet'),
    });
    await example.start();
    assert.equal(runs, 2);
  });

  it('tells its owner of a death that nobody asked for, and of no other', async () => {
    const started: ProcessRecord[] = [];
    const gone: string[] = [];
    let tell: (how: string) => void = () => undefined;
    const death = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const watch = {
      started: (record: ProcessRecord) => started.push(record),
      gone: (name: string) => gone.push(name),
      died: (_name: string, how: string) => tell(how),
    };
    const example = make(waiting, { watch });
    await example.start();
    await example.stop();
    assert.deepEqual(gone, ['example']);
    await example.start();
    process.kill(example.pid ?? 0, 'SIGKILL');
    assert.equal(await death, 'was ended by SIGKILL');
    assert.equal(started.length, 2);
    assert.deepEqual(gone, ['example', 'example']);
  });

  it('writes to its log, for nobody else to read', async () => {
    const example = make(`console.log('hello'); ${waiting}`);
    await example.start();
    await example.stop();
    assert.match(readFileSync(example.logFile, 'utf8'), /hello/);
  });
});
