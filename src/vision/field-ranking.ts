import type { PlacedField, RankedField } from '../domain/examination.ts';
import { type Box, heightOf } from '../domain/text-lines.ts';
import { BLOCK, type ErrorLevels } from './error-level.ts';
import { filePoint } from './orientation.ts';

/** Print of at most this many times the height is like print. */
const LIKE_HEIGHT = 1.5;
/** Fewer like fields than this have no middle to differ from. */
const FEWEST_PEERS = 2;
/** Keeps blocks without any print from standing out by a hair, in levels of 0 to 255. */
const FAINT_LEVEL = 0.1;
const FAINT_TEXTURE = 1;

/**
 * Ranks printed fields by how much their error level differs from that of other fields of like print, the most
 * different first. What is compared is the level for what is printed there: bold or dark print changes more when it
 * is saved again, wherever it comes from. Fields without two others of their height are left out.
 */
export function rankFields(levels: ErrorLevels, fields: readonly PlacedField[]): RankedField[] {
  const measured = fields.flatMap(({ name, box }) => {
    const share = errorShare(levels, box);
    return share === undefined ? [] : [{ field: name, height: heightOf(box), share }];
  });
  const ranked = measured.flatMap((one) => {
    const peers = measured.filter((other) => other !== one && areAlike(one.height, other.height));
    if (peers.length < FEWEST_PEERS) return [];
    const usual = median(peers.map(({ share }) => share));
    const times = one.share > usual ? one.share / usual : usual / one.share;
    return [{ field: one.field, deviation: Math.round(times * 100) / 100 }];
  });
  return ranked.sort((one, other) => other.deviation - one.deviation);
}

const areAlike = (one: number, other: number) => Math.max(one, other) <= LIKE_HEIGHT * Math.min(one, other);

/** Mean level against mean texture of the blocks that a box touches; undefined where it lies outside. */
function errorShare(levels: ErrorLevels, box: Box): number | undefined {
  const one = filePoint(levels, { x: box.left, y: box.top });
  const other = filePoint(levels, { x: box.right, y: box.bottom });
  const columns = blocksBetween(one.x, other.x, levels.columns);
  const rows = blocksBetween(one.y, other.y, levels.rows);
  let level = 0;
  let texture = 0;
  for (const row of rows) {
    for (const column of columns) {
      level += levels.levels[row * levels.columns + column] ?? 0;
      texture += levels.textures[row * levels.columns + column] ?? 0;
    }
  }
  const blocks = rows.length * columns.length;
  if (blocks === 0) return undefined;
  return (level / blocks + FAINT_LEVEL) / (texture / blocks + FAINT_TEXTURE);
}

function blocksBetween(one: number, other: number, count: number): number[] {
  const first = Math.max(0, Math.floor(Math.min(one, other) / BLOCK));
  const end = Math.min(count, Math.ceil(Math.max(one, other) / BLOCK));
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
