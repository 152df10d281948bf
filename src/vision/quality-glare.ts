import { percentile } from './quality-pixels.ts';
import type { Tile } from './quality-tiles.ts';

/** Paper this bright is white by itself: what shines on it cannot be told from it. */
const WHITE_PAPER = 246;
/** Share of a tile's pixels that are as bright as can be where a lamp shines back. */
const SHINING = 0.9;

/**
 * The share of the document in which a lamp shines back: tiles without any print that are as bright as can be, on
 * paper that is darker. What is as bright up to the edge of the picture is the table or the bed of a scanner.
 */
export function glareShare(tiles: readonly Tile[], printed: readonly Tile[]): number {
  const paper = percentile(
    printed.map(({ bright }) => bright),
    0.5,
  );
  if (printed.length === 0 || paper >= WHITE_PAPER) return 0;
  const area = boundsOf(printed);
  const size = (area.right - area.left + 1) * (area.bottom - area.top + 1);
  return shiningInside(tiles).filter((tile) => within(area, tile)).length / size;
}

/** Shining tiles that no chain of shining tiles joins with the edge of the picture. */
function shiningInside(tiles: readonly Tile[]): Tile[] {
  const bounds = boundsOf(tiles);
  const name = (column: number, row: number) => `${column},${row}`;
  const shining = new Map(
    tiles.filter(({ saturated }) => saturated >= SHINING).map((tile) => [name(tile.column, tile.row), tile]),
  );
  const joined = [...shining.values()].filter(
    ({ column, row }) =>
      column === bounds.left || column === bounds.right || row === bounds.top || row === bounds.bottom,
  );
  for (let tile = joined.pop(); tile; tile = joined.pop()) {
    const { column, row } = tile;
    shining.delete(name(column, row));
    for (const [right, down] of NEIGHBOURS) {
      const next = shining.get(name(column + right, row + down));
      if (next) joined.push(next);
    }
  }
  return [...shining.values()];
}

const NEIGHBOURS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

interface Bounds {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function boundsOf(tiles: readonly Tile[]): Bounds {
  const bounds = { left: Infinity, right: 0, top: Infinity, bottom: 0 };
  for (const { column, row } of tiles) {
    bounds.left = Math.min(bounds.left, column);
    bounds.right = Math.max(bounds.right, column);
    bounds.top = Math.min(bounds.top, row);
    bounds.bottom = Math.max(bounds.bottom, row);
  }
  return bounds;
}

const within = ({ left, right, top, bottom }: Bounds, { column, row }: Tile) =>
  column >= left && column <= right && row >= top && row <= bottom;
