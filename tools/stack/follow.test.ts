import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { follow, readableLine } from './follow.ts';

describe('a log line for the person at the terminal', () => {
  it("is a warning or worse, with its fields and without the machine's", () => {
    const line = JSON.stringify({
      level: 40,
      time: 't',
      name: 'worker',
      pid: 1,
      msg: 'slow',
      sessionId: 's1',
    });
    assert.equal(readableLine('worker', line), 'worker warning: slow sessionId=s1');
  });

  it('shows the message of an error', () => {
    const line = JSON.stringify({
      level: 50,
      msg: 'request failed',
      err: { message: 'no route', stack: 'x' },
    });
    assert.equal(readableLine('api', line), 'api error: request failed err=no route');
  });

  it('is not a mere piece of information', () => {
    assert.equal(readableLine('api', JSON.stringify({ level: 30, msg: 'request' })), undefined);
    assert.equal(readableLine('worker', JSON.stringify({ level: 'INFO', message: 'polling' })), undefined);
  });

  it('may come from Node.js itself', () => {
    assert.equal(readableLine('api', 'Error: listen EADDRINUSE'), 'api: Error: listen EADDRINUSE');
  });
});

describe('following a log', () => {
  it('tells whole lines only, those of the last moment too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'idbeyond-follow-'));
    try {
      const file = join(folder, 'log');
      writeFileSync(file, 'before\n');
      const lines: string[] = [];
      const follower = follow(file, (line) => lines.push(line));
      appendFileSync(file, 'one\ntw');
      appendFileSync(file, 'o\nthr');
      follower.stop();
      assert.deepEqual(lines, ['one', 'two']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
