import type { SessionEvent } from '../../src/db/session-events.ts';

/** Columns as wide as their widest cell; the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (sofar, row) => row.map((cell, at) => Math.max(sofar[at] ?? 0, cell.length)),
    [],
  );
  return rows
    .map(
      (row) =>
        `  ${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  ')}`,
    )
    .join('\n');
}

/** Ids are told apart by their end: the beginning of a UUIDv7 is its time. */
const shortened = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(shortened).join(' ');
  const text = String(value);
  return /^[0-9a-f]{8}-/.test(text) ? `…${text.slice(-6)}` : text;
};

/** The timeline of a session as it is recorded: when, since its start, what, and the codes that tell more. */
export function timelineTable(recorded: readonly SessionEvent[]): string {
  const events = recorded.toSorted((one, other) => one.at.getTime() - other.at.getTime());
  const start = events[0]?.at.getTime() ?? 0;
  const rows = events.map(({ at, type, detail }) => [
    at.toISOString().slice(11, 23),
    `+${((at.getTime() - start) / 1000).toFixed(2)} s`,
    type,
    Object.entries(detail)
      .map(([name, value]) => `${name}=${shortened(value)}`)
      .join(' '),
  ]);
  return table([['time', 'since', 'event', 'detail'], ...rows]);
}
