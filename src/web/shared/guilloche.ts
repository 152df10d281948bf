/**
 * The ornament of security print: interleaved waves, drawn by a formula instead of stored. One path of cubic
 * pieces with whole numbers, so that the whole picture stays under 4 kB.
 */

export interface Guilloche {
  width: number;
  height: number;
  /** Waves laid over each other. */
  strands: number;
  /** Cubic pieces of each wave. */
  pieces: number;
}

/** Coordinates are tenths of a unit: whole numbers are shorter than decimals. */
const SCALE = 10;

/** The path data of the ornament, in tenths of the given units. */
export function guillochePath({ width, height, strands, pieces }: Guilloche): string {
  return Array.from({ length: strands }, (_, strand) =>
    wavePath((x) => waveAt(x / width, strand, strands, height), width, pieces),
  ).join('');
}

/** Two turns under an envelope that itself swings, so that the strands part and meet. */
function waveAt(along: number, strand: number, strands: number, height: number): number {
  const turn = Math.sin(along * Math.PI * 4 + (strand / strands) * Math.PI * 2);
  const envelope = Math.cos(along * Math.PI * 3 + strand * 0.35);
  return height / 2 + height * 0.42 * turn * envelope;
}

/** Hermite pieces as `s` commands: the reflected control point is right because all pieces are equally wide. */
function wavePath(at: (x: number) => number, width: number, pieces: number): string {
  const step = width / pieces;
  const slope = (x: number) => (at(x + 0.5) - at(x - 0.5)) * (step / 3);
  const units = (value: number) => Math.round(value * SCALE);
  const parts = [`M0 ${units(at(0))}`];
  for (let piece = 1; piece <= pieces; piece += 1) {
    const x = piece * step;
    // Differences of rounded positions, so that rounding does not add up along the wave.
    const rise = units(at(x)) - units(at(x - step));
    const control = rise - units(slope(x));
    parts.push(`s${join(units((step * 2) / 3), control, units(step), rise)}`);
  }
  return parts.join('');
}

/** SVG needs no space before a minus sign. */
function join(...numbers: number[]): string {
  return numbers.join(' ').replaceAll(' -', '-');
}
