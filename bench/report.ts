import type { Measured, Result } from './benchmark.ts';
import { percentile } from './percentile.ts';
import { SERIES, type SeriesName } from './series.ts';

/** What a result is compared with, and what it is to reach. */
interface Comparison {
  what: string;
  series: SeriesName;
  floor: SeriesName;
  aims: { share: number; name: string; aim: number }[];
}

const COMPARISONS: readonly Comparison[] = [
  {
    what: 'POST /sessions (4) to start and committed insert (1a)',
    series: 'create',
    floor: 'startAndInsert',
    aims: [
      { share: 0.5, name: 'p50', aim: 1.5 },
      { share: 0.99, name: 'p99', aim: 3 },
    ],
  },
  {
    what: 'whole session (3) to empty workflow with its tasks (2a)',
    series: 'session',
    floor: 'floor',
    aims: [{ share: 0.5, name: 'p50', aim: 1.5 }],
  },
];

export interface Ratio {
  what: string;
  clients: number;
  name: string;
  value: number;
  aim: number;
  /** Least and most of the rounds; for medians only. */
  rounds: [number, number] | undefined;
}

export function ratios({ measured }: Result): Ratio[] {
  const levels = [...new Set(measured.map(({ clients }) => clients))];
  return COMPARISONS.flatMap(({ what, series, floor, aims }) =>
    levels.flatMap((clients) => {
      const find = (name: SeriesName) =>
        measured.find((row) => row.series === name && row.clients === clients);
      const [upper, lower] = [find(series), find(floor)];
      if (!upper || !lower) return [];
      return aims.map(({ share, name, aim }) => ({
        ...{ what, clients, name, aim },
        value: percentile(upper.latencies, share) / percentile(lower.latencies, share),
        rounds: share === 0.5 ? spread(upper, lower) : undefined,
      }));
    }),
  );
}

function spread(upper: Measured, lower: Measured): [number, number] {
  const byRound = upper.roundMedians.map((value, round) => value / (lower.roundMedians[round] ?? Number.NaN));
  return [Math.min(...byRound), Math.max(...byRound)];
}

const NAMES = Object.keys(SERIES) as SeriesName[];

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** Three digits that mean something. */
const number = (value: number) =>
  Number.isNaN(value)
    ? '–'
    : value >= 100
      ? value.toFixed(0)
      : value >= 10
        ? value.toFixed(1)
        : value.toFixed(2);
const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(0);

/** Every table of a run, as Markdown. */
export function report(result: Result): string {
  const measured = result.measured.toSorted(
    (one, other) => NAMES.indexOf(one.series) - NAMES.indexOf(other.series) || one.clients - other.clients,
  );
  return [
    'Milliseconds from the call to its end:',
    table(
      ['series', 'clients', 'units', 'p50', 'p95', 'p99', 'units/s', 'failed', 'tried again'],
      measured.map((row) => [
        SERIES[row.series],
        String(row.clients),
        String(row.latencies.length),
        ...[0.5, 0.95, 0.99].map((share) => number(percentile(row.latencies, share))),
        number(row.perSecond),
        String(row.failures.length),
        String(row.repeats),
      ]),
    ),
    'Ratios, with the least and the most of the rounds in brackets:',
    table(
      ['ratio', 'clients', 'of', 'measured', 'aim', ''],
      ratios(result).map(({ what, clients, name, value, aim, rounds }) => [
        what,
        String(clients),
        name,
        `${number(value)}${rounds ? ` (${rounds.map(number).join(' to ')})` : ''}`,
        String(aim),
        value <= aim ? 'reached' : 'missed',
      ]),
    ),
    'Processor milliseconds for one unit, what it left to do included:',
    cpuTable(measured),
    'Memory in MB, before the first series and the most after any:',
    table(
      ['process', 'before', 'most'],
      Object.entries(result.memory).map(([name, { before, most }]) => [
        name,
        megabytes(before),
        megabytes(most),
      ]),
    ),
  ].join('\n\n');
}

function cpuTable(measured: readonly Measured[]): string {
  const names = [...new Set(measured.flatMap(({ cpuMs }) => Object.keys(cpuMs)))];
  return table(
    ['series', 'clients', ...names, 'all'],
    measured.map(({ series, clients, cpuMs }) => [
      SERIES[series],
      String(clients),
      ...names.map((name) => number(cpuMs[name] ?? Number.NaN)),
      number(Object.values(cpuMs).reduce((total, value) => total + value, 0)),
    ]),
  );
}
