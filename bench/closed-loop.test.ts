import assert from 'node:assert/strict';
import { closedLoop } from './closed-loop.ts';

describe('the closed loop', () => {
  it('keeps as many units under way as there are clients, and does each once', async () => {
    let underWay = 0;
    let most = 0;
    const run = await closedLoop(
      async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise(setImmediate);
        underWay -= 1;
      },
      { clients: 3, units: 10, withinMs: 10_000 },
    );
    assert.equal(most, 3);
    assert.equal(run.latencies.length, 10);
    assert.deepEqual(run.failures, []);
  });

  it('counts what failed and does not time it', async () => {
    let calls = 0;
    const unit = async () => {
      calls += 1;
      if (calls === 2) throw new Error('refused');
    };
    const run = await closedLoop(unit, { clients: 1, units: 3, withinMs: 10_000 });
    assert.equal(run.latencies.length, 2);
    assert.deepEqual(run.failures, ['refused']);
  });

  it('begins nothing when the time is up', async () => {
    const run = await closedLoop(async () => undefined, { clients: 1, units: 5, withinMs: 0 });
    assert.equal(run.latencies.length, 0);
  });
});
