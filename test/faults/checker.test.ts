import assert from 'node:assert/strict';
import { checkQueue, queueTable } from './checker.ts';

const judge = (attempted: string[], acknowledged: string[], received: string[]) =>
  checkQueue({ attempted: new Set(attempted), acknowledged: new Set(acknowledged), received });

describe('the checker of queues', () => {
  it('finds nothing wrong where each acknowledged event came once', () => {
    assert.deepEqual(judge(['a', 'b'], ['a', 'b'], ['b', 'a']), {
      acknowledged: 2,
      received: 2,
      lost: [],
      unexpected: [],
      duplicated: [],
      recovered: [],
    });
  });

  it('calls lost what was acknowledged and never came', () => {
    assert.deepEqual(judge(['a', 'b', 'c'], ['a', 'b'], ['b']).lost, ['a']);
  });

  it('does not call lost what was only attempted', () => {
    assert.deepEqual(judge(['a'], [], []).lost, []);
  });

  it('calls unexpected what came and was never attempted', () => {
    assert.deepEqual(judge(['a'], ['a'], ['a', 'x']).unexpected, ['x']);
  });

  it('names an event that came three times as duplicated once', () => {
    assert.deepEqual(judge(['a'], ['a'], ['a', 'a', 'a']).duplicated, ['a']);
  });

  it('calls recovered what came without having been acknowledged', () => {
    assert.deepEqual(judge(['a', 'b'], ['a'], ['a', 'b']).recovered, ['b']);
  });

  it('does not call recovered what was never attempted', () => {
    assert.deepEqual(judge([], [], ['x']).recovered, []);
  });

  it('shows a line for each run', () => {
    const table = queueTable([
      { name: 'every safety', kills: 12, verdict: judge(['a'], ['a'], ['a']) },
      { name: 'relay off', kills: 0, verdict: judge(['a', 'b'], ['a', 'b'], ['b', 'x']) },
    ]);
    assert.deepEqual(
      table.split('\n').map((line) => line.trim().split(/\s{2,}/)),
      [
        ['run', 'acknowledged', 'kills', 'lost', 'unexpected', 'duplicated', 'recovered'],
        ['every safety', '1', '12', '0', '0', '0', '0'],
        ['relay off', '2', '0', '1', '1', '0', '0'],
      ],
    );
  });
});
