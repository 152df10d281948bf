import { percentile } from '../percentile.ts';
import { barChart } from './plot.ts';
import { groupsOf, OURS, type Result, readersOf, zoneCosts, zonesOf } from './report.ts';

/** The plots of a run by the name of their file. */
export function plots(result: Result): Record<string, string> {
  return { 'exact-zones.svg': exactZones(result), 'time.svg': time(result), 'fields.svg': fields(result) };
}

function exactZones(result: Result): string {
  const series = readersOf(result);
  const groups = groupsOf(result).map((group) => ({
    name: group,
    values: series.map((reader) => {
      const zones = zonesOf(result, reader, group);
      return zones.length === 0
        ? undefined
        : (100 * zones.filter(({ zone }) => zone.exact).length) / zones.length;
    }),
  }));
  const read = groups.filter(({ values }) => values.some((value) => value !== undefined));
  return barChart({ title: 'Zones read exactly, in percent', unit: '%', most: 100, series, groups: read });
}

function time(result: Result): string {
  const series = readersOf(result);
  const groups = ([0.5, 0.95] as const).map((part) => ({
    name: `processor time, p${part * 100}`,
    values: series.map((reader) =>
      percentile(
        zoneCosts(result, reader).map(({ cpuMs }) => cpuMs),
        part,
      ),
    ),
  }));
  const most = Math.max(1, ...groups.flatMap(({ values }) => values.filter(Number.isFinite)));
  const end = Math.ceil(most / 400) * 400;
  const known = groups.map(({ name, values }) => ({
    name,
    values: values.map((value) => (Number.isFinite(value) ? value : undefined)),
  }));
  return barChart({
    title: 'Zone of one document (others: page as text), in milliseconds',
    unit: 'ms',
    most: end,
    series,
    groups: known,
  });
}

function fields({ ours }: Result): string {
  const series = ['clean', 'mild', 'hard'];
  const sources = ['zone', 'print of identity documents', 'print of bills', 'barcode'] as const;
  const groups = sources.map((source) => ({
    name: source === 'print of identity documents' ? 'print of identity' : source,
    values: series.map((tier) => {
      const scores = ours
        .filter(({ one }) => one.group === tier)
        .flatMap((row) =>
          row.fields.filter((entry) => entry.source === source).flatMap((entry) => entry.scores),
        );
      return scores.length === 0
        ? undefined
        : (100 * scores.filter(({ exact }) => exact).length) / scores.length;
    }),
  }));
  return barChart({
    title: `Fields read exactly by ${OURS}, in percent`,
    unit: '%',
    most: 100,
    series,
    groups,
  });
}
