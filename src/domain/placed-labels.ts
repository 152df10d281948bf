import { guessedLabel, identityLabel } from './identity-labels.ts';
import type { IdentityLabel } from './identity-wordings.ts';
import {
  around,
  type Box,
  confidenceOf,
  heightOf,
  inOneRow,
  type TextLine,
  type TextWord,
} from './text-lines.ts';

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

/** How far to either side of a label its value may begin, in heights of the print. */
export const ASIDE = 2;
/** Between the wordings of a label in several languages. */
const BETWEEN = /[/|•·]/;
const MOST_WORDS = 12;
/** From here on a line was read well: one that is like no label is none. */
export const SURELY_READ = 0.8;

export function guessAt(line: TextLine): PlacedLabel[] {
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

export function labelsOf(words: readonly TextWord[]): PlacedLabel[] {
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
export function inOneRowMerged(labels: readonly PlacedLabel[]): PlacedLabel[] {
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
