import type { ToldReading } from './told-reading.ts';

/** A reading as people see it in a terminal: a heading, the zone as printed, and a row a field. */
export function readingTable(told: ToldReading): string[] {
  return [heading(told), ...zone(told), ...rows(told), ...checks(told), ''];
}

function heading({ file, kind, side, format, error, ms }: ToldReading): string {
  const what = [kind, side, format].filter(Boolean).join(', ');
  const time = ms === null ? '' : ` in ${ms} ms`;
  return error
    ? `${printable(file)}: unreadable${what && ` (${what})`}${time}. ${error.sentence} [${error.code}]`
    : `${printable(file)}: ${what}${time}`;
}

function zone({ mrz }: ToldReading): string[] {
  return mrz ? mrz.lines.map((line) => `  ${printable(line)}`) : [];
}

function rows({ fields }: ToldReading): string[] {
  const cells = Object.entries(fields).map(([name, { value, confidence, source }]) => [
    name,
    printable(value.replaceAll('\n', ', ')),
    confidence.toFixed(2),
    source,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...cells.map((row) => (row[column] ?? '').length)));
  return cells.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`);
}

function checks({ checks: made, quality }: ToldReading): string[] {
  const lines = made.map((one) => {
    const what = 'field' in one ? ` (${one.field}: ${one.comparison})` : '';
    return `  ${one.check}${what}: ${one.outcome}`;
  });
  const problems = quality && !quality.acceptable ? [`  quality: ${quality.problems.join(', ')}`] : [];
  return [...lines, ...problems];
}

/** What stands on a document, or in a file name, must not steer the terminal that shows it. */
const printable = (text: string) => text.replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');
