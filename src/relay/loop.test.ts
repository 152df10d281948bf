import assert from 'node:assert/strict';
import { runLoop } from './loop.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('a loop of the relay', () => {
  it('goes on at once while there is more, and waits when there is not', async () => {
    const stopping = new AbortController();
    const times: number[] = [];
    const round = async () => {
      times.push(performance.now());
      if (times.length === 4) stopping.abort();
      return times.length < 3 ? ('more' as const) : ('idle' as const);
    };
    await runLoop({ name: 'test', everyMs: 400, round, log: silent }, stopping.signal);
    const [a = 0, , c = 0, d = 0] = times;
    assert.ok(c - a < 250, 'no pause between full rounds');
    assert.ok(d - c >= 300 && d - c < 1_000, 'a pause of about its length after an idle one');
  });

  it('outlives a round that fails, says so by a code, and slows down', async () => {
    const stopping = new AbortController();
    const logged: object[] = [];
    const times: number[] = [];
    const round = async () => {
      times.push(performance.now());
      if (times.length === 4) stopping.abort();
      throw Object.assign(new Error('planted-message'), { code: 'ECONNREFUSED' });
    };
    const log = { ...silent, error: (fields: object) => logged.push(fields) };
    await runLoop({ name: 'test', everyMs: 20, round, log }, stopping.signal);
    assert.deepEqual(logged[0], {
      code: 'RELAY_ROUND_FAILED',
      loop: 'test',
      error: 'ECONNREFUSED',
      failures: 1,
    });
    assert.equal(logged.length, 4);
    const [, b = 0, c = 0, d = 0] = times;
    assert.ok(d - c > c - b);
  });

  it('wakes from its pause when it is told to stop', async () => {
    const stopping = new AbortController();
    let rounds = 0;
    const round = async () => {
      rounds++;
      setImmediate(() => stopping.abort());
      return 'idle' as const;
    };
    await runLoop({ name: 'test', everyMs: 60_000, round, log: silent }, stopping.signal);
    assert.equal(rounds, 1);
  });
});
