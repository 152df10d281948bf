import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { visionChildren } from './children.ts';
import { memoryPlot, type Run, report } from './report.ts';

const MB = 2 ** 20;
const run: Run = {
  documents: 20,
  children: 2,
  ended: 1,
  seconds: 30,
  started: { read: 3, inspect: 2 },
  peak: { read: 700 * MB, inspect: 300 * MB },
  stretches: [
    { documents: 10, most: { read: 600 * MB, inspect: 250 * MB }, together: 1500 * MB },
    { documents: 20, most: { read: 650 * MB, inspect: 280 * MB }, together: 1600 * MB },
  ],
};

describe('the report on memory', () => {
  it('tells the most of a child, how many there were, and each stretch of documents', () => {
    const text = report(run, 'Made by hand.');
    assert.match(text, /\| reading \| 2 \| 3 \| 700 \|\n\| inspecting \| 2 \| 2 \| 300 \|/);
    assert.match(text, /\| to 10 \| 600 \| 250 \| 1500 \|\n\| to 20 \| 650 \| 280 \| 1600 \|/);
    assert.match(text, /ended for its memory or its time: 1\./);
  });

  it('is drawn with a bar for each kind of child in each stretch', () => {
    assert.equal(memoryPlot(run).match(/<title>/g)?.length, 6);
  });
});

describe('the vision children of a process', function () {
  this.timeout(20_000);
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('are told by their module and their role, with the memory that they have and had', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'idbeyond-memory-'));
    const module = join(folder, 'child.js');
    writeFileSync(module, 'process.stdout.write("up"); setInterval(() => undefined, 1000);');
    const started = ['read', 'other'].map((role) => spawn(process.execPath, [module, role, '0']));
    try {
      await Promise.all(started.map(({ stdout }) => once(stdout, 'data')));
      // Tests that ran before in this process may have left children of a pool that ends with it.
      const pids = started.map(({ pid }) => pid);
      const [found, ...more] = visionChildren(process.pid).filter(({ pid }) => pids.includes(pid));
      assert.deepEqual([found?.pid, found?.role, more.length], [started[0]?.pid, 'read', 0]);
      assert.ok(found && found.bytes > 10 * MB && found.mostBytes >= found.bytes);
    } finally {
      for (const child of started) child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    }
  });
});
