import assert from 'node:assert/strict';
import { benchmark } from './benchmark.ts';
import { QUICK } from './plan.ts';
import { ratios, report } from './report.ts';
import { SERIES } from './series.ts';
import { type BenchStack, startBenchStack } from './stack.ts';

describe('the benchmark', function () {
  // A minute on 2 cores that have nothing else to do.
  this.timeout(420_000);
  let stack: BenchStack;
  before(async () => {
    const { signal } = new AbortController();
    const clients = Math.max(...QUICK.levels);
    const say = () => undefined;
    stack = await startBenchStack({ temporal: 'dev', clients, env: process.env, say, signal });
  });
  after(() => stack?.stop());

  it('runs every series at every level without a failure, and tells times, ratios, processor time and memory', async () => {
    const { signal } = new AbortController();
    const result = await benchmark({ stack, plan: QUICK, say: () => undefined, signal });
    assert.deepEqual(
      result.measured.flatMap(({ failures }) => failures),
      [],
    );
    const ran = result.measured.map(({ series, clients }) => `${series} ${clients}`);
    const planned = Object.keys(SERIES).flatMap((series) =>
      QUICK.levels.map((clients) => `${series} ${clients}`),
    );
    assert.deepEqual(ran.toSorted(), planned.toSorted());
    for (const { series, latencies, perSecond, cpuMs } of result.measured) {
      assert.ok(latencies.length > 0 && perSecond > 0, series);
      if (process.platform === 'linux')
        assert.ok((cpuMs.Temporal ?? -1) >= 0, `${series}: ${Object.keys(cpuMs)}`);
    }
    assert.deepEqual(
      ratios(result).map(({ clients, name }) => `${name} ${clients}`),
      ['p50 2', 'p99 2', 'p50 2'],
    );
    assert.ok(ratios(result).every(({ value }) => value > 0));

    const lines = report(result).split('\n');
    const rows = lines.filter((line) => line.startsWith(`| ${SERIES.session} |`));
    assert.equal(rows.length, 2 * QUICK.levels.length, 'a row of times and one of processor time a level');
    const tables = lines.filter((line, at) => line.startsWith('|') && !lines[at - 1]?.startsWith('|'));
    assert.equal(tables.length, 4);
  });
});
