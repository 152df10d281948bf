import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { closedLoop } from './closed-loop.ts';
import { median } from './percentile.ts';
import { type Plan, unitsOf } from './plan.ts';
import { machineBusyMs, readCpu, readMemory } from './process-usage.ts';
import { startBenchReceiver } from './receiver.ts';
import { createUnits, type SeriesName, type Units } from './series.ts';
import type { BenchStack } from './stack.ts';

/** One series at one level, all rounds together. */
export interface Measured {
  series: SeriesName;
  clients: number;
  /** Milliseconds. */
  latencies: number[];
  /** Median of each round, in order. */
  roundMedians: number[];
  perSecond: number;
  failures: string[];
  /** Steps that were tried again since the API was busy. */
  repeats: number;
  /** Processor milliseconds a unit, by process, what it left to do included. */
  cpuMs: Record<string, number>;
}

export interface Result {
  measured: Measured[];
  /** Bytes by process: before the first series, and the most after any. */
  memory: Record<string, { before: number; most: number }>;
  /** Share (0 to 1) of the machine's cores that processes of others took: over all, and most in one series. */
  others: { mean: number; most: number };
}

export interface BenchmarkOptions {
  stack: BenchStack;
  plan: Plan;
  /** Told what is known after each level, so that a run that is cut short was not for nothing. */
  onLevel?: (result: Result) => void;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** In the order of a round. What is compared stands side by side. */
const INTERLEAVED: readonly SeriesName[] = [
  'ping',
  'start',
  'startAndInsert',
  'create',
  'empty',
  'floor',
  'session',
];

const QUIET_SHARE = 0.2;
const QUIET_FOR_MS = 300;
const QUIET_WITHIN_MS = 15_000;

/** Runs every series of the plan on the stack. Rejects where it is told to stop. */
export async function benchmark({ stack, plan, onLevel, say, signal }: BenchmarkOptions): Promise<Result> {
  const receiver = await startBenchReceiver();
  const repeats = { count: 0 };
  const clients = Math.max(...plan.levels);
  const onRepeat = () => {
    repeats.count += 1;
  };
  const { units, close } = await createUnits({ stack, receiver, clients, onRepeat });
  const desk = openDesk(stack, plan, units, repeats);
  try {
    say('Warming up.');
    for (const series of INTERLEAVED) await desk.warmUp(series);
    desk.begin();
    for (const level of plan.levels) {
      for (let round = 0; round < plan.rounds; round += 1) {
        say(`${level} clients, round ${round + 1} of ${plan.rounds}`);
        for (const series of round % 2 === 0 ? INTERLEAVED : INTERLEAVED.toReversed()) {
          signal.throwIfAborted();
          await desk.run(series, level);
        }
      }
      onLevel?.(desk.result());
    }
    say('Real reading.');
    await stack.readForReal();
    await desk.warmUp('real');
    for (const level of plan.levels) {
      signal.throwIfAborted();
      await desk.run('real', level);
      onLevel?.(desk.result());
    }
    return desk.result();
  } finally {
    await close();
    receiver.close();
  }
}

type Spent = Map<string, number>;

/** Where measurements are written down. */
function openDesk(stack: BenchStack, plan: Plan, units: Units, repeats: { count: number }) {
  const table = new Map<string, Measured & { wallMs: number; cpuTotals: Map<string, number> }>();
  const memory: Result['memory'] = {};
  const others: number[] = [];
  const read = () => readCpu(stack.watched());

  function entry(series: SeriesName, clients: number) {
    const key = `${series}/${clients}`;
    const found = table.get(key) ?? {
      ...{ series, clients, latencies: [], roundMedians: [], failures: [] },
      ...{ perSecond: 0, repeats: 0, cpuMs: {}, wallMs: 0, cpuTotals: new Map<string, number>() },
    };
    table.set(key, found);
    return found;
  }

  function noteMemory(): void {
    for (const [name, bytes] of readMemory(stack.watched())) {
      const known = memory[name];
      memory[name] = { before: known?.before ?? bytes, most: Math.max(known?.most ?? 0, bytes) };
    }
  }

  async function run(series: SeriesName, clients: number): Promise<void> {
    const before = { cpu: read(), busyMs: machineBusyMs(), at: performance.now(), repeats: repeats.count };
    const load = { clients, units: unitsOf(plan, series, clients), withinMs: plan.withinMs };
    const done = await closedLoop(units[series], load);
    // What this process does from here on is to measure.
    const { client = 0 } = Object.fromEntries(read());
    await untilQuiet(read);
    const after = read().set('client', client);
    const busyMs = machineBusyMs() - before.busyMs;
    const capacityMs = (performance.now() - before.at) * availableParallelism();
    const found = entry(series, clients);
    found.latencies.push(...done.latencies);
    found.roundMedians.push(median(done.latencies));
    found.failures.push(...done.failures);
    found.repeats += repeats.count - before.repeats;
    found.wallMs += done.wallMs;
    let oursMs = 0;
    for (const [name, cpuMs] of spent(before.cpu, after)) {
      found.cpuTotals.set(name, (found.cpuTotals.get(name) ?? 0) + cpuMs);
      oursMs += cpuMs;
    }
    others.push(Math.max(0, busyMs - oursMs) / capacityMs);
    noteMemory();
  }

  return {
    run,
    begin: noteMemory,
    async warmUp(series: SeriesName): Promise<void> {
      await closedLoop(units[series], { clients: 4, units: plan.warmUp, withinMs: plan.withinMs });
      await untilQuiet(read);
    },
    result(): Result {
      const measured = [...table.values()].map(({ wallMs, cpuTotals, ...row }) => {
        const count = row.latencies.length;
        const cpuMs = Object.fromEntries([...cpuTotals].map(([name, total]) => [name, total / count]));
        return { ...row, cpuMs, perSecond: (count / wallMs) * 1000 };
      });
      const mean = others.reduce((total, share) => total + share, 0) / others.length;
      return { measured, memory, others: { mean, most: Math.max(...others) } };
    },
  };
}

/** A process that was replaced meanwhile counts from its beginning. */
function spent(before: Spent, after: Spent): [string, number][] {
  return [...after].map(([name, cpuMs]) => {
    const from = before.get(name) ?? 0;
    return [name, cpuMs >= from ? cpuMs - from : cpuMs];
  });
}

/** Waits until what a series left to do is done: nothing of it is to weigh on the next one. */
async function untilQuiet(read: () => Spent): Promise<void> {
  const end = performance.now() + QUIET_WITHIN_MS;
  let before = read();
  while (performance.now() < end) {
    await sleep(QUIET_FOR_MS);
    const after = read();
    const served = spent(before, after).filter(([name]) => name !== 'client');
    if (served.reduce((sum, [, cpuMs]) => sum + cpuMs, 0) < QUIET_SHARE * QUIET_FOR_MS) return;
    before = after;
  }
}
