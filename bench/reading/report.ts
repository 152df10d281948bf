import { percentile } from '../percentile.ts';
import type { FieldScore } from './field-score.ts';
import type { GateCount } from './gate.ts';
import { PEERS, type PeerName } from './helper-messages.ts';
import type { Cost, FieldSource, Measured, PeerMeasured } from './measure.ts';
import { FIELD_HEAD, fieldRow, share, table, ZONE_HEAD, zoneRow } from './tables.ts';
import type { TamperCount } from './tamper.ts';

/** All that a run measured. */
export interface Result {
  ours: Measured[];
  peers: PeerMeasured[];
  spoiled: GateCount[];
  tampered: TamperCount[];
}

export const OURS = 'id beyond';
const SOURCES: readonly FieldSource[] = ['zone', 'print of identity documents', 'print of bills', 'barcode'];

const unique = <T>(values: readonly T[]) => [...new Set(values)];
export const groupsOf = ({ ours }: Result) => unique(ours.map(({ one }) => one.group));

export type ReaderName = typeof OURS | PeerName;

/** The zones of a group as one reader read them. */
export function zonesOf({ ours, peers }: Result, reader: ReaderName, group?: string) {
  const rows = reader === OURS ? ours : peers.filter(({ peer }) => peer === reader);
  return rows.flatMap(({ one, zone }) =>
    zone && (!group || one.group === group) ? [{ zone, verifiesItself: one.verifiesItself }] : [],
  );
}

/** What reading a file with a zone cost each reader; for ours, of its zone alone. */
export function zoneCosts({ ours, peers }: Result, reader: ReaderName): Cost[] {
  if (reader === OURS) return ours.flatMap(({ zoneCost }) => (zoneCost ? [zoneCost] : []));
  return peers.flatMap(({ peer, cost }) => (peer === reader ? [cost] : []));
}

const wholeCosts = ({ ours }: Result) => ours.flatMap(({ zone, cost }) => (zone && cost ? [cost] : []));

export const readersOf = ({ peers }: Result): ReaderName[] => [
  OURS,
  ...PEERS.filter((peer) => peers.some((row) => row.peer === peer)),
];

/** Every table of a run, as Markdown. Files of others are counted and never named. */
export function report(result: Result): string {
  return [
    '### Machine-readable zones',
    zoneTable(result),
    '### Our zones by kind of document and tier',
    kindTable(result),
    '### Fields by source',
    fieldTable(result),
    '### Fields of print in the hard tier',
    hardFields(result),
    '### Quality gate',
    gateTables(result),
    '### Ranking of altered fields',
    tamperTable(result),
    '### Time',
    timeTables(result),
    '### Memory',
    memory(result),
  ].join('\n\n');
}

function zoneTable(result: Result): string {
  const rows = groupsOf(result).flatMap((group) =>
    readersOf(result).map((reader) => {
      const zones = zonesOf(result, reader, group);
      return zones.length > 0 ? [[group, reader, ...zoneRow(zones)]] : [];
    }),
  );
  return table(['pictures', 'reader', ...ZONE_HEAD], rows.flat());
}

function kindTable({ ours }: Result): string {
  const own = ours.filter(({ one, zone }) => one.kind && zone);
  const pairs = unique(own.map(({ one }) => `${one.kind}, ${one.group}`));
  const rows = pairs.map((pair) => {
    const zones = own.flatMap(({ one, zone }) =>
      zone && `${one.kind}, ${one.group}` === pair ? [{ zone, verifiesItself: one.verifiesItself }] : [],
    );
    return [pair, ...zoneRow(zones)];
  });
  return table(['kind, tier', ...ZONE_HEAD], rows);
}

function scoresOf({ ours }: Result, source: FieldSource, group?: string): FieldScore[] {
  return ours
    .filter(({ one }) => !group || one.group === group)
    .flatMap(({ fields }) =>
      fields.filter((entry) => entry.source === source).flatMap(({ scores }) => scores),
    );
}

function fieldTable(result: Result): string {
  const rows = SOURCES.flatMap((source) =>
    groupsOf(result).flatMap((group) => {
      const scores = scoresOf(result, source, group);
      return scores.length > 0 ? [[source, group, ...fieldRow(scores)]] : [];
    }),
  );
  return table(['source', 'pictures', ...FIELD_HEAD], rows);
}

function hardFields(result: Result): string {
  const rows = (['print of identity documents', 'print of bills'] as const).flatMap((source) => {
    const scores = scoresOf(result, source, 'hard');
    return unique(scores.map(({ field }) => field)).map((field) => [
      `${source}: ${field}`,
      ...fieldRow(scores.filter((score) => score.field === field)),
    ]);
  });
  return table(['field', ...FIELD_HEAD], rows);
}

/** Whether all that is known of a file was read as printed. */
const allRight = ({ zone, fields }: Measured) =>
  (zone?.exact ?? true) && fields.every(({ scores }) => scores.every(({ alike }) => alike));

function gateTables(result: Result): string {
  const refused = ({ gate }: Measured) => gate.length > 0;
  const rows = groupsOf(result).map((group) => {
    const files = result.ours.filter(({ one }) => one.group === group);
    const right = files.filter(allRight);
    const wrong = files.filter((one) => !allRight(one));
    return [
      group,
      share(files.filter(refused).length, files.length),
      share(right.filter(refused).length, right.length),
      share(wrong.filter((one) => !refused(one)).length, wrong.length),
    ];
  });
  const spoiled = result.spoiled.map(({ name, pictures, letThrough }) => [name, share(letThrough, pictures)]);
  return [
    'False reject: refused, though all of it was read. False accept: let through, though something was not read rightly.',
    table(['pictures', 'refused', 'false reject', 'false accept'], rows),
    'Good pictures that were spoiled, and let through all the same:',
    table(['spoiled by', 'let through'], spoiled),
  ].join('\n\n');
}

function tamperTable({ tampered }: Result): string {
  const rows = tampered.map(({ alteration, saves, pictures, rankedFirst, fields }) => [
    alteration,
    saves,
    share(rankedFirst, pictures),
    fields > 0 ? `1 in ${fields.toFixed(1)}` : '–',
  ]);
  return [
    'How often the altered document number is ranked first of the printed fields. Advice for a person, never a verdict.',
    table(['alteration', 'saved at', 'ranked first', 'by chance'], rows),
  ].join('\n\n');
}

function timeTables(result: Result): string {
  const times = (costs: readonly Cost[]) =>
    (['ms', 'cpuMs'] as const).flatMap((clock) =>
      [0.5, 0.95].map((part) =>
        percentile(
          costs.map((cost) => cost[clock]),
          part,
        ).toFixed(0),
      ),
    );
  const head = ['ms p50', 'ms p95', 'processor ms p50', 'processor ms p95'];
  const row = (name: string, costs: readonly Cost[]) => [name, String(costs.length), ...times(costs)];
  const readers = [
    row(`${OURS}, all of the document`, wholeCosts(result)),
    ...readersOf(result).map((reader) =>
      row(
        reader === OURS ? `${OURS}, the zone alone` : `${reader}, the page as text`,
        zoneCosts(result, reader),
      ),
    ),
  ];
  const own = result.ours.filter(({ one, cost }) => one.kind && cost);
  const kinds = unique(own.map(({ one }) => String(one.kind))).map((kind) => {
    const costs = own.flatMap(({ one, cost }) => (one.kind === kind && cost ? [cost] : []));
    return row(kind, costs);
  });
  return [
    'Files with a zone, the same for every reader:',
    table(['reader', 'files', ...head], readers),
    'All of the document, by kind:',
    table(['kind', 'files', ...head], kinds),
  ].join('\n\n');
}

function memory({ ours }: Result): string {
  const bytes = ours.flatMap(({ rssBytes }) => (rssBytes === undefined ? [] : [rssBytes]));
  const megabytes = (value: number | undefined) => (value === undefined ? '–' : (value / 2 ** 20).toFixed(0));
  const row = [bytes[0], percentile(bytes, 0.5), percentile(bytes, 1), bytes.at(-1)].map(megabytes);
  return [
    'Resident memory of the reading process in MB, after each document. It is replaced after 200 documents, or when it has grown to three quarters of its limit.',
    table(
      ['documents', 'after the first', 'median', 'most', 'after the last'],
      [[String(bytes.length), ...row]],
    ),
  ].join('\n\n');
}
