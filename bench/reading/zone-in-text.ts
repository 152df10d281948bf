import { MRZ_SHAPES } from '../../src/domain/mrz-layout.ts';

const LENGTHS = [...new Set(Object.values(MRZ_SHAPES).map(({ length }) => length))];
/** A line that is shorter or longer than a format by no more than this is filled up or cut: readers of text lose fillers. */
const SLACK = 5;
const FEWEST = Math.min(...LENGTHS) - SLACK;

/**
 * The lines of a zone in the text of a whole page, as generous to a reader of plain text as can be: spaces are dropped,
 * what looks like a filler is taken for one, and lines are brought to the nearest length that a zone may have. Empty
 * where there are not two or three such lines at the end of the text.
 */
export function zoneInText(text: string): string[] {
  const candidates = text
    .split('\n')
    .map((line) => line.replace(/[«‹(]/g, '<').replace(/\s/g, '').toUpperCase())
    .filter((line) => line.length >= FEWEST && /^[0-9A-Z<]+$/.test(line) && /[<\d]/.test(line))
    .map(fitted)
    .filter((line) => line !== undefined);
  const length = candidates.at(-1)?.length;
  const zone: string[] = [];
  for (const line of candidates.toReversed()) {
    if (line.length !== length || zone.length === (length === 30 ? 3 : 2)) break;
    zone.unshift(line);
  }
  return zone.length >= 2 ? zone : [];
}

function fitted(line: string): string | undefined {
  const near = LENGTHS.toSorted((a, b) => Math.abs(a - line.length) - Math.abs(b - line.length))[0] ?? 0;
  return Math.abs(near - line.length) <= SLACK ? line.padEnd(near, '<').slice(0, near) : undefined;
}
