import { type DateMeaning, meaningOf } from './bill-date-labels.ts';
import { folded } from './bill-wording.ts';
import type { IsoDate } from './calendar.ts';
import { type DayOrder, readPrintedDate } from './printed-date.ts';
import type { ReadField } from './reading.ts';
import {
  around,
  type Box,
  confidenceOf,
  heightOf,
  type TextLine,
  type TextWord,
  textOf,
} from './text-lines.ts';

/** A date on a page, the words of its line before it since the last date, and whether it is one end of a range. */
interface FoundDate {
  value: IsoDate;
  words: TextWord[];
  line: TextLine;
  before: TextWord[];
  inRange: boolean;
}

const MAX_DATE_WORDS = 6;
/** Between two dates, these make them the ends of a range. */
const UNTIL =
  /^(?:TO|UNTIL|TILL|THROUGH|THRU|AND|BIS|BIS ZUM|UND|AU|ET|AL|A|Y|HASTA|AL DIA|E|T M|TOT|TOT EN MET|EN|ATE|DO|TIL|TILL OCH MED|OCH|OG|)$/;
/** `Bern, den` before the date of a letter. */
const PLACE = /^[\p{L} .-]{2,30},(?: (?:den|le|el|dnia))?$/u;
const DASH = /(?:^|\d\.?\s?)[-–—~]$/;

/**
 * The date of issue: the one whose label says so, behind, beside or above it. A date without any label is taken only
 * where it stands alone in the upper half, as on letters, and no other does. Never one of a payment, a period, a
 * reading or a birth, and none after `today`.
 */
export function issueDateOf(
  lines: readonly TextLine[],
  today: IsoDate,
  order: DayOrder | undefined,
): (ReadField & { words: TextWord[] }) | undefined {
  const dates = lines.flatMap((line) => datesOn(line, today, order));
  const bottom = sheetBottom(lines);
  const ranked = dates
    .filter((date) => !date.inRange && date.value <= today)
    .map((date) => ({ date, meaning: meaningAt(date, lines, dates) }));
  const labelled = ranked.filter(({ meaning }) => meaning === 'issue');
  const dated = ranked.filter(({ meaning }) => meaning === 'date');
  const bare = ranked.filter(({ date, meaning }) => !meaning && isLetterDate(date, bottom));
  const [first] = labelled;
  const found = first ?? onlyOf(dated) ?? (dated.length === 0 ? onlyOf(bare) : undefined);
  if (!found) return undefined;
  const { value, words } = found.date;
  const doubt = found.meaning === 'issue' ? 1 : found.meaning === 'date' ? 0.95 : 0.8;
  return { value, confidence: Math.round(confidenceOf(words) * doubt * 1000) / 1000, words };
}

type Ranked = { date: FoundDate; meaning: DateMeaning | undefined };

/** The first of those that all say the same day; undefined where they differ. */
const onlyOf = (ranked: readonly Ranked[]) =>
  new Set(ranked.map(({ date }) => date.value)).size === 1 ? ranked[0] : undefined;

function isLetterDate({ line, words, before }: FoundDate, bottom: number): boolean {
  const inPlace = line.box.top < bottom * 0.5;
  const alone = words.length + before.length === line.words.length;
  const place = textOf(before);
  return inPlace && alone && (before.length === 0 || PLACE.test(place));
}

function datesOn(line: TextLine, today: IsoDate, order: DayOrder | undefined): FoundDate[] {
  const words = line.words.flatMap(parted);
  const found: FoundDate[] = [];
  let from = 0;
  for (let start = 0; start < words.length; start++) {
    const length = dateLength(words, start, today, order);
    if (length === 0) continue;
    const own = words.slice(start, start + length);
    const value = readPrintedDate(textOf(own), 'past', today, order);
    if (!value) continue;
    const before = words.slice(from, start);
    const last = found.at(-1);
    const follows = last !== undefined && UNTIL.test(folded(textOf(before)));
    if (last && follows) last.inRange = true;
    const inRange = follows || DASH.test(textOf(before)) || beginsRange(words.slice(start + length));
    found.push({ value, words: own, line, before, inRange });
    from = start + length;
    start = from - 1;
  }
  return found;
}

/** Whether a dash, or a word like `to` and a number, follows; the other end may have been misread. */
function beginsRange([first, second]: readonly TextWord[]): boolean {
  if (!first) return false;
  const until = folded(first.text);
  return /^[-–—~]/.test(first.text) || (until !== '' && UNTIL.test(until) && /\d/.test(second?.text ?? ''));
}

/** How many words from `start` are a date; the most of those that are one. */
function dateLength(
  words: readonly TextWord[],
  start: number,
  today: IsoDate,
  order: DayOrder | undefined,
): number {
  for (let length = Math.min(MAX_DATE_WORDS, words.length - start); length > 0; length--) {
    const text = textOf(words.slice(start, start + length));
    const whole = /^[\p{L}\d(]/u.test(text) && /[\p{L}\d.,;)]$/u.test(text) && text.length >= 6;
    if (whole && readPrintedDate(text, 'past', today, order)) return length;
  }
  return 0;
}

/** `Date:12.10.2026` and `01/09/2026-31/10/2026` are several words each. */
function parted(word: TextWord): TextWord[] {
  const pieces = word.text
    .replace(/:(?=\S)/g, ': ')
    .replace(/(\d{4})([-–—])(\d{1,2}[./]|\d{4}-)/g, '$1 $2 $3')
    .split(' ');
  if (pieces.length === 1) return [word];
  const width = (word.box.right - word.box.left) / word.text.length;
  let at = 0;
  return pieces.map((text) => {
    const left = Math.round(word.box.left + at * width);
    at += text.length;
    return { ...word, text, box: { ...word.box, left, right: Math.round(word.box.left + at * width) } };
  });
}

function meaningAt(
  date: FoundDate,
  lines: readonly TextLine[],
  dates: readonly FoundDate[],
): DateMeaning | undefined {
  if (date.before.length > 0) {
    const own = meaningOf(lastClause(textOf(date.before)));
    // Without a label, words before a date make it part of a sentence.
    return own ?? (PLACE.test(textOf(date.before)) ? undefined : 'other');
  }
  const box = around(date.words);
  const beside = lineLeftOf(box, lines);
  const besideText = beside ? textOf(beside.words) : '';
  const besideMeaning = beside && beside.words.length <= 7 ? meaningOf(besideText) : undefined;
  const above = wordsAbove(box, lines);
  if (besideMeaning && endsWithLabel(besideText)) return besideMeaning;
  if (isTable(date, dates, lines)) return 'other';
  if (!above) return besideMeaning;
  return meaningOf(textOf(above)) ?? (isLabelOver(above, box) ? 'other' : undefined);
}

/** Small print close over a date is its label, though it may be read too badly to tell what it says. */
function isLabelOver(words: readonly TextWord[], box: Box): boolean {
  const label = around(words);
  const heights = words.map((word) => heightOf(word.box));
  return box.top - label.bottom < heightOf(box) && Math.max(...heights) < SMALL * heightOf(box);
}

/** Share of the height of a value that its label has at most. */
const SMALL = 0.85;

/** A label ends where its value begins; text of another column says something else at its end. */
const endsWithLabel = (text: string) => !/\d/.test(text);

/** What stands behind the last end of a sentence. */
const lastClause = (text: string) => text.split(/(?:[;|•·]|\.(?=\s+\p{Lu}))/u).at(-1) ?? text;

function lineLeftOf(box: Box, lines: readonly TextLine[]): TextLine | undefined {
  const unit = heightOf(box);
  return lines
    .filter((line) => line.box.right <= box.left + unit && box.left - line.box.right < 40 * unit)
    .filter((line) => shareRow(line.box, box))
    .sort((a, b) => b.box.right - a.box.right)[0];
}

const shareRow = (a: Box, b: Box) =>
  Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.4 * Math.min(heightOf(a), heightOf(b));

/** The words over a date that stand in its column: a label, of two lines at most. */
function wordsAbove(box: Box, lines: readonly TextLine[]): TextWord[] | undefined {
  const first = lineAbove(box, lines, 2.6);
  if (!first) return undefined;
  const second = lineAbove(around(first), lines, 0.9);
  const isLabel = second && !/\d/.test(textOf(second)) && second.length <= 4;
  return isLabel && meaningOf(textOf(first)) !== 'issue' ? [...second, ...first] : first;
}

function lineAbove(box: Box, lines: readonly TextLine[], maxGap: number): TextWord[] | undefined {
  const unit = heightOf(box);
  const near = lines
    .filter((line) => {
      const gap = box.top - line.box.bottom;
      return gap > -0.4 * unit && gap < maxGap * Math.max(unit, heightOf(line.box) * 0.8);
    })
    .map((line) => ({ place: line.box, words: inColumn(line.words, box) }))
    .filter(({ words }) => words.length > 0)
    .sort((a, b) => b.place.bottom - a.place.bottom);
  const [nearest] = near;
  if (!nearest) return undefined;
  // Blur takes the ends of words away, so that a label may come apart into several lines.
  const row = near.filter(({ place }) => place === nearest.place || isBeside(place, nearest.place));
  return row.flatMap(({ words }) => words).sort((a, b) => a.box.left - b.box.left);
}

const isBeside = (a: Box, b: Box) => shareRow(a, b) && (a.right <= b.left || b.right <= a.left);

/** The words of a line over or under a place, and their neighbours that are no column of their own. */
function inColumn(words: readonly TextWord[], { left, right, top, bottom }: Box): TextWord[] {
  const unit = bottom - top;
  const over = (word: TextWord) => word.box.right > left - unit && word.box.left < right + unit;
  const at = words.findIndex(over);
  if (at < 0) return [];
  let first = at;
  let last = words.findLastIndex(over);
  const gap = (index: number) => (words[index + 1]?.box.left ?? Infinity) - (words[index]?.box.right ?? 0);
  while (first > 0 && gap(first - 1) < 0.6 * unit) first--;
  while (last < words.length - 1 && gap(last) < 0.6 * unit) last++;
  return words.slice(first, last + 1);
}

/** Dates that follow each other in one column, with no label between, are rows of a table, such as payments. */
function isTable(date: FoundDate, dates: readonly FoundDate[], lines: readonly TextLine[]): boolean {
  const box = around(date.words);
  const unit = heightOf(box);
  return dates.some((other) => {
    if (other === date || other.before.length > 0) return false;
    const place = around(other.words);
    const rows = Math.abs(place.top - box.top) / unit;
    if (Math.abs(place.left - box.left) > unit || rows < 0.8 || rows > 3.2) return false;
    const [upper, lower] = place.top < box.top ? [place, box] : [box, place];
    return !lines.some(
      (line) =>
        line.box.top > upper.top + 0.5 * unit &&
        line.box.bottom < lower.bottom - 0.5 * unit &&
        inColumn(line.words, box).length > 0,
    );
  });
}

/** The lower end of the sheet: of its text, or of a sheet of the width of its text. */
export const sheetBottom = (lines: readonly TextLine[]) =>
  Math.max(...lines.map(({ box }) => Math.max(box.bottom, 1.3 * box.right)), 1);
