import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryLock, withLock } from './lock.ts';
import { recordOf } from './process-record.ts';

describe('a lock', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'idbeyond-lock-'));
    file = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is held by one, and the other is told by whom', () => {
    const first = tryLock(file, 'first');
    const second = tryLock(file, 'second');
    assert.ok('release' in first);
    assert.ok('holder' in second);
    assert.equal(second.holder.pid, process.pid);
    assert.equal(second.holder.name, 'first');
  });

  it('is free again after its release, and leaves nothing behind', () => {
    const lock = tryLock(file, 'first');
    assert.ok('release' in lock);
    lock.release();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is taken over from a process that is gone', () => {
    const gone = { ...recordOf('gone', process.pid), startedAt: 'another start of that number' };
    writeFileSync(file, JSON.stringify(gone));
    assert.ok('release' in tryLock(file, 'second'));
  });

  it('is taken over where the file is no lock', () => {
    writeFileSync(file, 'half a');
    assert.ok('release' in tryLock(file, 'second'));
  });

  it('that was taken over is not removed by the late release of the former holder', () => {
    const former = tryLock(file, 'former');
    assert.ok('release' in former);
    const content = JSON.stringify({ ...recordOf('present', process.pid), nonce: 'another' });
    writeFileSync(file, content);
    former.release();
    assert.equal(readFileSync(file, 'utf8'), content);
  });

  it('lets those who wait work one after the other', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(file, 'one of three', () => undefined, work)));
    assert.equal(most, 1);
  });
});
