import type { SeriesName } from './series.ts';

/** How much of each series is run. */
export interface Plan {
  /** Clients at once, one level after another. */
  levels: readonly number[];
  /** Times that all series of a level are run, every second time in reverse. */
  rounds: number;
  /** Units of one round with one client; more clients do more. */
  units: Record<SeriesName, number>;
  /** Units of each series that are not counted, first. */
  warmUp: number;
  /** Longest time of one series in one round, in milliseconds. */
  withinMs: number;
}

export const FULL: Plan = {
  levels: [1, 8, 32],
  rounds: 3,
  units: {
    ping: 200,
    start: 100,
    startAndInsert: 100,
    create: 100,
    empty: 60,
    floor: 20,
    session: 20,
    real: 10,
  },
  warmUp: 40,
  withinMs: 5_000,
};

/** Shows that it works; its times mean nothing. */
export const QUICK: Plan = {
  levels: [2],
  rounds: 1,
  units: { ping: 3, start: 3, startAndInsert: 3, create: 3, empty: 3, floor: 2, session: 2, real: 1 },
  warmUp: 1,
  withinMs: 30_000,
};

/** Units of one round with so many clients: as many more that each client has some, not so many that it takes long. */
export function unitsOf(plan: Plan, series: SeriesName, clients: number): number {
  return Math.max(clients, Math.round(plan.units[series] * (1 + Math.log2(clients) / 2)));
}
