import type { Point } from './grey-image.ts';
import type { InkMask } from './ink-mask.ts';

/** A long straight line of print, in pixels of the picture that was searched. */
export interface TextBand {
  start: Point;
  end: Point;
  /** Mean height of the letters. */
  thickness: number;
}

interface Run {
  y: number;
  from: number;
  to: number;
  group: number;
}

/**
 * Finds long lines of print of any slant up to about 20 degrees. `reach` is the widest gap between letters, in
 * pixels, over which a line goes on.
 */
export function findTextBands(mask: InkMask, reach: number): TextBand[] {
  const runs = joinedRuns(mask, reach).map((row) => row.filter((run) => run.to - run.from > reach));
  return groupsOf(runs)
    .map(bandOf)
    .filter((band): band is TextBand => band !== undefined && isTextLine(band, mask.width));
}

/** Middles of all that has the size of a letter. */
export function letterPlaces(mask: InkMask): Point[] {
  return groupsOf(joinedRuns(mask, 1)).flatMap((runs) => {
    const box = { left: mask.width, right: 0, top: runs[0]?.y ?? 0, bottom: runs.at(-1)?.y ?? 0 };
    let area = 0;
    for (const { from, to } of runs) {
      box.left = Math.min(box.left, from);
      box.right = Math.max(box.right, to);
      area += to - from + 1;
    }
    const size = Math.max(box.right - box.left, box.bottom - box.top) + 1;
    const isLetter = size >= LETTER_LEAST && size <= LETTER_MOST && area >= size;
    return isLetter ? [{ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }] : [];
  });
}

/** Pixels of the greater side of a letter. */
const LETTER_LEAST = 4;
const LETTER_MOST = 48;

const at = (values: ArrayLike<number>, index: number) => values[index] ?? 0;

/** Dark stretches of each row, joined over gaps of up to `reach`. */
function joinedRuns({ width, height, ink }: InkMask, reach: number): Run[][] {
  return Array.from({ length: height }, (_, y) => {
    const runs: Run[] = [];
    for (let x = 0; x < width; x++) {
      if (!ink[y * width + x]) continue;
      const last = runs.at(-1);
      if (last && x - last.to <= reach) last.to = x;
      else runs.push({ y, from: x, to: x, group: -1 });
    }
    return runs;
  });
}

/** Runs that touch from row to row, by union and find. */
function groupsOf(rows: Run[][]): Run[][] {
  const parents: number[] = [];
  const find = (start: number): number => {
    let group = start;
    while (at(parents, group) !== group) {
      // Halving the path keeps it short; noise would make it as long as the picture has runs.
      parents[group] = at(parents, at(parents, group));
      group = at(parents, group);
    }
    return group;
  };
  let above: Run[] = [];
  for (const row of rows) {
    for (const run of row) {
      run.group = parents.push(parents.length) - 1;
      for (const other of above) {
        if (other.from <= run.to && run.from <= other.to) parents[find(other.group)] = find(run.group);
      }
    }
    above = row;
  }
  const groups = new Map<number, Run[]>();
  for (const run of rows.flat()) {
    const root = find(run.group);
    const group = groups.get(root);
    if (group) group.push(run);
    else groups.set(root, [run]);
  }
  return [...groups.values()];
}

/** The axis of a group by its moments, and how far the group goes along it. */
function bandOf(runs: Run[]): TextBand | undefined {
  const moments = { n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
  for (const { y, from, to } of runs) {
    const n = to - from + 1;
    const x = (from + to) / 2;
    moments.n += n;
    moments.x += n * x;
    moments.y += n * y;
    moments.xx += n * x * x + (n * (n * n - 1)) / 12;
    moments.yy += n * y * y;
    moments.xy += n * x * y;
  }
  const { n } = moments;
  const centre = { x: moments.x / n, y: moments.y / n };
  const spread = moments.xx / n - centre.x ** 2 - (moments.yy / n - centre.y ** 2);
  const angle = Math.atan2(2 * (moments.xy / n - centre.x * centre.y), spread) / 2;
  const along = { x: Math.cos(angle), y: Math.sin(angle) };
  const places = runs.flatMap(({ y, from, to }) =>
    [from, to].map((x) => (x - centre.x) * along.x + (y - centre.y) * along.y),
  );
  const first = places.reduce((least, place) => Math.min(least, place), 0);
  const last = places.reduce((most, place) => Math.max(most, place), 0);
  const place = (distance: number) => ({
    x: centre.x + along.x * distance,
    y: centre.y + along.y * distance,
  });
  return { start: place(first), end: place(last), thickness: n / (last - first + 1) };
}

export const lengthOf = ({ start, end }: TextBand) => Math.hypot(end.x - start.x, end.y - start.y);

function isTextLine(band: TextBand, width: number): boolean {
  const length = lengthOf(band);
  const slant = Math.abs(band.end.y - band.start.y) / Math.max(1, Math.abs(band.end.x - band.start.x));
  return length > width * 0.2 && length / band.thickness > 9 && band.thickness >= 3 && slant < 0.36;
}
