import type { IdentityPage } from './identity-page.ts';
import { ASIDE, type PlacedLabel } from './placed-labels.ts';
import { around, type Box, heightOf, inOneRow, type TextLine, type TextWord } from './text-lines.ts';

/** Heights of print from a label down to its value, at most. */
const FURTHEST_BELOW = 2.2;

/** Where the value of a label may stand, the likeliest place first. */
export function valuesFor(label: PlacedLabel, page: IdentityPage): TextWord[][] {
  const behind = label.rest.length > 0 ? label.rest : undefined;
  const below = lineBelow(label.box, page);
  const beside = lineBeside(label.box, page);
  const column = below ? undefined : columnOf(label.box, page.labels);
  const belowColumn = column === undefined ? undefined : lineBelow({ ...label.box, left: column }, page);
  return [behind, below, beside, belowColumn].flatMap((words) => (words ? [words] : []));
}

/**
 * Where the column of a label begins that has lost its first letters, or its first language, to a lamp or a thumb: where
 * others begin, if none of its row stands there.
 */
function columnOf(label: Box, labels: readonly PlacedLabel[]): number | undefined {
  const unit = heightOf(label);
  const before = labels.filter(({ box }) => box.left < label.left - unit);
  const lefts = before.filter(({ box }) => !inOneRow(box, label)).map(({ box }) => box.left);
  const near = lefts.filter((left) => label.left - left < LOST_LETTERS * unit);
  if (near.length === 0) return undefined;
  const column = Math.max(...near);
  return before.some(({ box }) => inOneRow(box, label) && box.right > column) ? undefined : column;
}

/** Widest part of a label that may be lost, in its heights. */
const LOST_LETTERS = 14;

/** The words under a label, up to where the next label of its row begins. */
function lineBelow(label: Box, { labels, values }: IdentityPage): TextWord[] | undefined {
  const end = rightLimit(label, labels);
  const floor = bottomLimit(label, labels);
  const inColumn = isInColumn(label, labels);
  const near = values.flatMap((line) => {
    const under = line.words.filter(({ box }) => {
      const unit = Math.max(heightOf(label), heightOf(box));
      const middle = (box.top + box.bottom) / 2;
      const gap = box.top - label.bottom;
      const below = middle > label.bottom - 0.1 * unit && gap < FURTHEST_BELOW * unit;
      return below && middle < floor && box.left > label.left - ASIDE * unit && box.left < end - 0.3 * unit;
    });
    const first = under[0];
    const words = first ? [...(inColumn ? [] : wordsBefore(first, line)), ...under] : [];
    const unit = first ? Math.max(heightOf(label), heightOf(first.box)) : 0;
    return first && first.box.left < label.left + ASIDE * unit ? [words] : [];
  });
  return near.sort((a, b) => around(a).top - around(b).top)[0];
}

/** Whether a label begins where others do: then its value does too, and what stands before that is of the portrait. */
function isInColumn(label: Box, labels: readonly PlacedLabel[]): boolean {
  return labels.some(
    ({ box }) => !inOneRow(box, label) && Math.abs(box.left - label.left) < SAME_COLUMN * heightOf(label),
  );
}

const SAME_COLUMN = 1;

/** Words of a line that stand close before one: a label that has lost its first language begins further right than its value. */
function wordsBefore(first: TextWord, { words }: TextLine): TextWord[] {
  const before: TextWord[] = [];
  let next = first;
  for (const word of words.slice(0, words.indexOf(first)).reverse()) {
    if (next.box.left - word.box.right > WORD_SPACE * heightOf(next.box)) break;
    before.unshift(word);
    next = word;
  }
  return before;
}

/** White between two words of one value, at most, in heights of its print. */
const WORD_SPACE = 0.8;

/** Where the next label on the same row begins. */
function rightLimit(label: Box, labels: readonly PlacedLabel[]): number {
  const right = labels.filter(({ box }) => box.left > label.right && inOneRow(box, label));
  return Math.min(Number.POSITIVE_INFINITY, ...right.map(({ box }) => box.left));
}

/** Where the next label in the same column begins. */
function bottomLimit(label: Box, labels: readonly PlacedLabel[]): number {
  const unit = heightOf(label);
  const under = labels.filter(
    ({ box }) => box.top > label.bottom - 0.3 * unit && Math.abs(box.left - label.left) < ASIDE * unit,
  );
  return Math.min(Number.POSITIVE_INFINITY, ...under.map(({ box }) => box.top));
}

/**
 * Where the value of a label would stand if it is under it, whether or not anything was read there: in pixels, up to
 * the next labels; and where its column begins, as other labels show, or values that are known, if it has lost its first
 * letters. Letters that stand alone are passed over by text engines, and found by looking there again.
 */
export function placesUnder({ box }: PlacedLabel, page: IdentityPage, known: readonly Box[]): Box[] {
  const unit = heightOf(box);
  const beside = page.labels.some((other) => other.box.right < box.left && inOneRow(other.box, box));
  const isLost = (left: number) => left < box.left - unit && box.left - left < LOST_LETTERS * unit;
  const columns = [
    columnOf(box, page.labels) ?? [],
    beside ? [] : known.map(({ left }) => left).filter(isLost),
  ].flat();
  const lefts = [box.left, ...columns].filter(
    (left, at, all) => all.findIndex((other) => Math.abs(other - left) < unit) === at,
  );
  return lefts.slice(0, MOST_COLUMNS).map((left) => placeUnder({ ...box, left }, page));
}

const MOST_COLUMNS = 3;

function placeUnder(box: Box, { labels, guesses }: IdentityPage): Box {
  const all = [...labels, ...guesses];
  // A label without a letter that hangs below the line is less high than others: `Sex`.
  const heights = all.map((label) => heightOf(label.box)).sort((a, b) => a - b);
  const unit = Math.max(heightOf(box), heights[Math.floor(heights.length / 2)] ?? 0);
  return {
    left: Math.max(0, box.left - 0.5 * unit),
    top: box.bottom + 0.05 * unit,
    right: Math.min(rightLimit(box, all) - 0.5 * unit, box.left + VALUE_WIDTH * unit),
    bottom: Math.min(bottomLimit(box, all) - 0.1 * unit, box.bottom + (FURTHEST_BELOW + 0.4) * unit),
  };
}

/** Widest value that is looked for, in heights of its label. */
const VALUE_WIDTH = 24;

function lineBeside(label: Box, { labels, values }: IdentityPage): TextWord[] | undefined {
  const end = rightLimit(label, labels);
  const right = values.filter(({ box }) => box.left > label.right && box.left < end && inOneRow(box, label));
  return right.sort((a, b) => a.box.left - b.box.left)[0]?.words;
}
