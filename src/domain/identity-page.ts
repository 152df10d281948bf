import type { IdentityLabel } from './identity-wordings.ts';
import { ASIDE, guessAt, inOneRowMerged, labelsOf, type PlacedLabel, SURELY_READ } from './placed-labels.ts';
import { around, confidenceOf, heightOf, type TextLine } from './text-lines.ts';

export interface IdentityPage {
  labels: PlacedLabel[];
  /** Badly read lines that may be labels: they count where nothing else does, and where the value fits. */
  guesses: PlacedLabel[];
  /** Lines without labels: among them are the values. */
  values: TextLine[];
}

/** Finds the labels of a page. One line may hold several, with or without values between them. */
export function identityPage(printed: readonly TextLine[]): IdentityPage {
  const lines = printed.flatMap(withoutOverprint);
  const placed = lines.map((line) => labelsOf(line.words));
  const values = lines.flatMap((line, index) => {
    const [only, ...others] = placed[index] ?? [];
    if (!only) return [{ line, index }];
    return others.length === 0 && isName(line, only, placed.flat()) ? [{ line, index }] : [];
  });
  const names = new Set(values.map(({ index }) => index));
  const labels = inOneRowMerged(placed.filter((_, index) => !names.has(index)).flat());
  return {
    labels,
    guesses: values.flatMap(({ line }) => guessAt(line)),
    values: values.map(({ line }) => line),
  };
}

/** `SPECIMEN` across a portrait or the print is no part of the lines that it meets. */
function withoutOverprint(line: TextLine): TextLine[] {
  const words = line.words.filter(({ text }) => text !== 'SPECIMEN');
  if (words.length === line.words.length) return [line];
  return words.length > 0 ? [{ words, box: around(words) }] : [];
}

/** Labels whose value may be any word, and so a word that labels are made of (`Land`, `Gross`). */
const OF_NAMES: readonly IdentityLabel[] = ['surname', 'givenNames', 'name', 'fullName'];
/** A value that is larger than its label is so by this. */
const LARGER = 1.15;

/**
 * Whether what looks like a label is the name that stands under one: nothing else does, and it is larger print than
 * the label, or was surely read and not quite as a label is worded.
 */
function isName(line: TextLine, own: PlacedLabel, all: readonly PlacedLabel[]): boolean {
  if (own.rest.length > 0 || line.words.length > 2) return false;
  const sure = confidenceOf(line.words) >= SURELY_READ;
  const above = all.filter(
    ({ box, rest, label }) =>
      OF_NAMES.includes(label) &&
      rest.length === 0 &&
      Math.abs(box.left - own.box.left) < ASIDE * heightOf(own.box) &&
      own.box.top > (box.top + box.bottom) / 2 &&
      own.box.top - box.bottom < heightOf(own.box),
  );
  return above.some(({ box }) => heightOf(own.box) > LARGER * heightOf(box) || (sure && !own.exact));
}
