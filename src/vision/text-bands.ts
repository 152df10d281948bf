import type { GreyImage, Point } from './grey-image.ts';

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

const WINDOW = 15;
const MIN_CONTRAST = 12;

/**
 * Finds long lines of print of any slant up to about 20 degrees. `reach` is the widest gap between letters, in
 * pixels, over which a line goes on.
 */
export function findTextBands(image: GreyImage, reach: number): TextBand[] {
  const runs = joinedRuns(darkMask(image), image.width, image.height, reach);
  return groupsOf(runs)
    .map(bandOf)
    .filter((band): band is TextBand => band !== undefined && isTextLine(band, image.width));
}

/** Pixels that are darker than what surrounds them. */
function darkMask({ width, height, pixels }: GreyImage): Uint8Array {
  const sums = integral(pixels, width, height);
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - WINDOW);
    const bottom = Math.min(height, y + WINDOW + 1);
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - WINDOW);
      const right = Math.min(width, x + WINDOW + 1);
      const sum =
        at(sums, bottom * (width + 1) + right) -
        at(sums, top * (width + 1) + right) -
        at(sums, bottom * (width + 1) + left) +
        at(sums, top * (width + 1) + left);
      const mean = sum / ((bottom - top) * (right - left));
      if (at(pixels, y * width + x) < mean * 0.9 - MIN_CONTRAST / 2) mask[y * width + x] = 1;
    }
  }
  return mask;
}

const at = (values: ArrayLike<number>, index: number) => values[index] ?? 0;

function integral(pixels: Uint8Array, width: number, height: number): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += at(pixels, y * width + x);
      sums[(y + 1) * (width + 1) + x + 1] = at(sums, y * (width + 1) + x + 1) + row;
    }
  }
  return sums;
}

/** Dark stretches of each row, joined over gaps of up to `reach`; what is joined to nothing is dropped. */
function joinedRuns(mask: Uint8Array, width: number, height: number, reach: number): Run[][] {
  return Array.from({ length: height }, (_, y) => {
    const runs: Run[] = [];
    for (let x = 0; x < width; x++) {
      if (!mask[y * width + x]) continue;
      const last = runs.at(-1);
      if (last && x - last.to <= reach) last.to = x;
      else runs.push({ y, from: x, to: x, group: -1 });
    }
    return runs.filter((run) => run.to - run.from > reach);
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
  return length > width * 0.3 && length / band.thickness > 9 && band.thickness >= 4 && slant < 0.36;
}
