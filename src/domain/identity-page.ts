import { guessedLabel, identityLabel } from './identity-labels.ts';
import type { IdentityLabel } from './identity-wordings.ts';
import { around, type Box, confidenceOf, heightOf, type TextLine, type TextWord } from './text-lines.ts';

/** A label on a page, with what stands behind it before the next label of its line. */
export interface PlacedLabel {
  label: IdentityLabel;
  box: Box;
  rest: TextWord[];
  /** True where the words behind it are surely its value: after a colon, or in capitals after a label that is not. */
  inline: boolean;
  /** True where it was read as it is worded, letter for letter. */
  exact: boolean;
}

export interface IdentityPage {
  labels: PlacedLabel[];
  /** Badly read lines that may be labels: they count where nothing else does, and where the value fits. */
  guesses: PlacedLabel[];
  /** Lines without labels: among them are the values. */
  values: TextLine[];
}

/** Between the wordings of a label in several languages. */
const BETWEEN = /[/|•·]/;
const MOST_WORDS = 12;
/** Heights of print: from a label down to its value, and how far to either side the value may begin. */
const FURTHEST_BELOW = 2.2;
const ASIDE = 2;

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
 * the label, or was not read quite as a label is worded.
 */
function isName(line: TextLine, own: PlacedLabel, all: readonly PlacedLabel[]): boolean {
  if (own.rest.length > 0 || line.words.length > 2 || confidenceOf(line.words) < SURELY_READ) return false;
  const above = all.filter(
    ({ box, rest, label }) =>
      OF_NAMES.includes(label) &&
      rest.length === 0 &&
      Math.abs(box.left - own.box.left) < ASIDE * heightOf(own.box) &&
      own.box.top > (box.top + box.bottom) / 2 &&
      own.box.top - box.bottom < heightOf(own.box),
  );
  return above.some(({ box }) => heightOf(own.box) > LARGER * heightOf(box) || !own.exact);
}

/** From here on a line was read well: one that is like no label is none. */
const SURELY_READ = 0.8;

function guessAt(line: TextLine): PlacedLabel[] {
  if (confidenceOf(line.words) >= SURELY_READ) return [];
  const [best] = partsOf(line.words)
    .flatMap((words) => {
      const match = guessedLabel(textOf(words));
      return match ? [{ ...match, words }] : [];
    })
    .sort((a, b) => a.slips - b.slips);
  return best ? [{ label: best.label, box: line.box, rest: [], inline: false, exact: false }] : [];
}

/** Where one language ends and the next begins may be lost too: a line is tried from either end. */
function partsOf(words: readonly TextWord[]): TextWord[][] {
  const at = words.map((_, index) => index);
  const parts = [
    ...at.map((end) => words.slice(0, end + 1)),
    ...at.slice(1).map((begin) => words.slice(begin)),
  ];
  return parts.filter((part) => textOf(part).replace(/[^\p{L}]/gu, '').length >= 3);
}

interface Span {
  label: IdentityLabel;
  from: number;
  to: number;
  slips: number;
}

function labelsOf(words: readonly TextWord[]): PlacedLabel[] {
  const spans = mergeTranslations(spansOf(words), words);
  return spans.map(({ label, from, to, slips }, index) => {
    const own = words.slice(from, to);
    const rest = words.slice(to, spans[index + 1]?.from ?? words.length);
    return { label, box: around(own), rest: trimmed(rest), inline: isInline(own, rest), exact: slips === 0 };
  });
}

/** The first label begins the line, but for a number (`4b.`) or a speck; others may follow. */
function spansOf(words: readonly TextWord[]): Span[] {
  const spans: Span[] = [];
  let at = 0;
  while (at < words.length) {
    const span = spanAt(words, at);
    const begins = spans.length > 0 || words.slice(0, at).every(({ text }) => text.length <= 3);
    if (span && begins && (spans.length === 0 || isSure(words, span))) {
      spans.push(span);
      at = span.to;
    } else at++;
  }
  return spans;
}

/** Within a line a single short word is as likely part of a value. */
const isSure = (words: readonly TextWord[], { from, to }: Span) =>
  textOf(words.slice(from, to)).replace(/[^\p{L}]/gu, '').length >= 3;

/**
 * The text from a word on that is a label in every language, or in one beside small letters that are in none known
 * here: the one with the fewest slips, then the longest.
 */
function spanAt(words: readonly TextWord[], from: number): Span | undefined {
  let best: Span | undefined;
  // A speck before a label would stretch its place to where the speck is.
  if (!/[\p{L}\d]/u.test(words[from]?.text ?? '')) return undefined;
  const most = Math.min(words.length, from + MOST_WORDS);
  for (let to = most; to > from; to--) {
    if (isCutName(words.slice(from, to))) continue;
    if (/^\d+$/.test(words[to - 1]?.text ?? '')) continue;
    const parts = textOf(words.slice(from, to))
      .split(BETWEEN)
      .filter((part) => /\p{L}/u.test(part));
    const known = parts.map(identityLabel);
    const matches = known.filter((match) => match !== undefined);
    const strange = parts.filter((_, index) => !known[index]);
    if (matches.length === 0 || !strange.every(isLabelLike)) continue;
    const slips = matches.reduce((sum, match) => sum + match.slips, strange.length * STRANGE);
    const perPart = slips / parts.length;
    if (best && perPart >= best.slips) continue;
    best = { label: mostTelling(matches.map(({ label }) => label)), from, to, slips: perPart };
  }
  return best;
}

/** `noms` is the end of `Prénoms` as likely as a label: of names those count that begin as labels do. */
const isCutName = ([only, ...others]: readonly TextWord[]) =>
  only !== undefined && others.length === 0 && /^(?:nom|nome|name|nombre)s?$/.test(only.text);

/** Slips that a translation counts for that is in no language known here, or that was not read. */
const STRANGE = 0.2;
/** Values stand in capitals mostly: what has small letters beside a label is the label in another language. */
const isLabelLike = (part: string) => /\p{Ll}{2}/u.test(part) && !/\d/.test(part);

const textOf = (words: readonly TextWord[]) => words.map(({ text }) => text).join(' ');

/** Of translations the one with the narrowest meaning: `Name / Surname / Nom` is a surname. */
function mostTelling(labels: readonly IdentityLabel[]): IdentityLabel {
  const vague: readonly IdentityLabel[] = ['name', 'other'];
  return (
    labels.find((label) => !vague.includes(label)) ?? labels.find((label) => label === 'name') ?? 'other'
  );
}

/** Labels that follow each other without a value between them and mean the same are one in two languages. */
function mergeTranslations(spans: readonly Span[], words: readonly TextWord[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    const gap = last ? gapBetween(words[last.to - 1]?.box, words[span.from]?.box) : undefined;
    const same = last && isSameLabel(last.label, span.label);
    if (last && same && last.to === span.from && gap !== undefined && gap < STROKE_SPACE) {
      merged[merged.length - 1] = {
        label: mostTelling([last.label, span.label]),
        from: last.from,
        to: span.to,
        slips: Math.min(last.slips, span.slips),
      };
    } else merged.push(span);
  }
  return merged;
}

const isSameLabel = (one: IdentityLabel, other: IdentityLabel) =>
  one === other || one === 'name' || other === 'name';

/** White between the wordings of one label where the stroke between them was lost, at most, in heights of small letters. */
const STROKE_SPACE = 2.4;

const gapBetween = (left?: Box, right?: Box) =>
  left && right ? (right.left - left.right) / heightOf(right) : undefined;

/** The same of labels that were taken for two lines, since in small print the white between them is wide. */
function inOneRowMerged(labels: readonly PlacedLabel[]): PlacedLabel[] {
  const merged: PlacedLabel[] = [];
  for (const label of labels.toSorted((a, b) => a.box.left - b.box.left)) {
    const at = merged.findIndex((other) => isTranslation(other, label));
    const before = merged[at];
    if (!before) merged.push(label);
    else
      merged[at] = { ...label, label: mostTelling([before.label, label.label]), box: boxOf(before, label) };
  }
  return labels.length === merged.length ? [...labels] : merged.sort((a, b) => a.box.top - b.box.top);
}

function isTranslation(first: PlacedLabel, second: PlacedLabel): boolean {
  const gap = gapBetween(first.box, second.box) ?? STROKE_SPACE;
  const near = gap > 0 && gap < STROKE_SPACE && inOneRow(first.box, second.box);
  return near && first.rest.length === 0 && isSameLabel(first.label, second.label);
}

const boxOf = ({ box: first }: PlacedLabel, { box: second }: PlacedLabel): Box => ({
  left: first.left,
  top: Math.min(first.top, second.top),
  right: second.right,
  bottom: Math.max(first.bottom, second.bottom),
});

function isInline(own: readonly TextWord[], rest: readonly TextWord[]): boolean {
  const label = textOf(own);
  if (label.endsWith(':')) return true;
  const value = textOf(rest);
  return /\p{Ll}/u.test(label) && /\p{Lu}/u.test(value) && !/\p{Ll}/u.test(value);
}

/** Without what only separates a label from its value. */
const trimmed = (words: readonly TextWord[]) => {
  const first = words.findIndex(({ text }) => /[\p{L}\d]/u.test(text));
  return first < 0 ? [] : words.slice(first);
};

/** Where the value of a label may stand, the likeliest place first. */
export function valuesFor(label: PlacedLabel, page: IdentityPage): TextWord[][] {
  const behind = label.rest.length > 0 ? label.rest : undefined;
  const below = lineBelow(label.box, page);
  const beside = lineBeside(label.box, page);
  const column = below || label.exact ? undefined : columnOf(label.box, page.labels);
  const belowColumn = column === undefined ? undefined : lineBelow({ ...label.box, left: column }, page);
  return [behind, below, beside, belowColumn].flatMap((words) => (words ? [words] : []));
}

/** Where the column of a label begins that has lost its first letters, to a lamp or a thumb: where others begin. */
function columnOf(label: Box, labels: readonly PlacedLabel[]): number | undefined {
  const unit = heightOf(label);
  const lefts = labels.filter(({ box }) => !inOneRow(box, label)).map(({ box }) => box.left);
  const near = lefts.filter((left) => left < label.left - unit && label.left - left < LOST_LETTERS * unit);
  return near.length > 0 ? Math.max(...near) : undefined;
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
 * the next labels. Letters that stand alone are passed over by text engines, and found by looking there again.
 */
export function placeUnder({ box }: PlacedLabel, { labels, guesses }: IdentityPage): Box {
  const all = [...labels, ...guesses];
  const unit = heightOf(box);
  return {
    left: Math.max(0, box.left - 0.5 * unit),
    top: box.bottom + 0.05 * unit,
    right: Math.min(rightLimit(box, all) - 0.5 * unit, box.left + VALUE_WIDTH * unit),
    bottom: Math.min(bottomLimit(box, all) - 0.1 * unit, box.bottom + (FURTHEST_BELOW + 0.2) * unit),
  };
}

/** Widest value that is looked for, in heights of its label. */
const VALUE_WIDTH = 24;

function lineBeside(label: Box, { labels, values }: IdentityPage): TextWord[] | undefined {
  const end = rightLimit(label, labels);
  const right = values.filter(({ box }) => box.left > label.right && box.left < end && inOneRow(box, label));
  return right.sort((a, b) => a.box.left - b.box.left)[0]?.words;
}

function inOneRow(one: Box, other: Box): boolean {
  const shared = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return shared > 0.5 * Math.min(heightOf(one), heightOf(other));
}
