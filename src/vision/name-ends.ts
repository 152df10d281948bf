import type { PrintedFieldName, ReadField } from '../domain/reading.ts';
import { around, type Box, contains, heightOf, overlap, type TextWord } from '../domain/text-lines.ts';
import { croppedPlace } from './cropped-place.ts';
import type { GreyImage } from './grey-image.ts';
import { NAMES } from './name-marks.ts';
import type { TextReader } from './tesseract.ts';

/** In heights of the name: white that ends a line, ink that is more than a speck, and more than a line goes on. */
const LINE_END = 0.6;
const A_LETTER = 0.15;
const TOO_FAR = 12;
/** Share of the mean darkness of the name's columns from which on a column is print. */
const PRINT = 0.35;
/** White over and under a line that is read again, in its heights: marks stand there. */
const OVER = 0.4;
const UNDER = 0.2;
/** At most this for a name beside which stands print that could not be read: below what counts as hardly read. */
const CUT = 0.75;
/** Words that are read so surely are print of their own and end a name. */
const SURE = 0.6;

type Places = Partial<Record<PrintedFieldName, ReadField>>;

/**
 * The words of a page, and the places of its names, each name with what stands close before and behind it: engines drop
 * letters with marks, and words of a name beside a pattern. Where print goes on and cannot be read, the name is told as
 * one that was hardly read.
 */
export async function wholeNames(
  page: GreyImage,
  words: readonly TextWord[],
  fields: Places,
  text: TextReader,
): Promise<{ words: TextWord[]; fields: Places }> {
  let known = [...words];
  const places: Places = { ...fields };
  for (const name of NAMES) {
    const field = places[name];
    const line = field?.box && lineAround(page, field.box, known);
    if (!field?.box || !line) continue;
    const old = known.filter((word) => field.box && contains(field.box, word.box));
    const found = inCaseOf(old, await readLine(page, line, text));
    const whole = isWhole(found, old);
    const own = whole ? found : old.map((word) => ({ ...word, confidence: Math.min(word.confidence, CUT) }));
    const box = whole ? around(found) : field.box;
    known = [...known.filter((word) => !old.includes(word) && !(whole && overlap(word.box, box))), ...own];
    places[name] = { ...field, box };
  }
  return { words: known, fields: places };
}

async function readLine(page: GreyImage, line: Box, text: TextReader): Promise<TextWord[]> {
  const height = heightOf(line);
  const place = { ...line, top: line.top - OVER * height, bottom: line.bottom + UNDER * height };
  const { png, back } = await croppedPlace(page, place);
  const found = await text.words(png, { line: true, sparse: false, straight: true });
  return found.filter((word) => /\p{L}/u.test(word.text)).map((word) => ({ ...word, box: back(word.box) }));
}

/** A short line shows engines less of what is a capital: a name in capitals stays one. */
function inCaseOf(old: readonly TextWord[], found: readonly TextWord[]): TextWord[] {
  const capitals = old.every(({ text }) => text === text.toLocaleUpperCase('en'));
  return found.map((word) => (capitals ? { ...word, text: word.text.toLocaleUpperCase('en') } : word));
}

/** Whether the second reading has all letters of the first, and more. */
function isWhole(found: readonly TextWord[], old: readonly TextWord[]): boolean {
  const [whole, part] = [found, old].map((words) =>
    words
      .map((word) => word.text)
      .join('')
      .normalize('NFD')
      .replace(/[^\p{L}]/gu, '')
      .toUpperCase(),
  );
  return whole !== undefined && part !== undefined && whole.length > part.length && whole.includes(part);
}

/** The place of a name with the print that goes on at its ends; undefined where none does. */
function lineAround(page: GreyImage, box: Box, words: readonly TextWord[]): Box | undefined {
  const height = heightOf(box);
  const others = words
    .filter((word) => word.confidence >= SURE && !overlap(word.box, box))
    .map((word) => word.box);
  const inRow = others.filter((other) => other.top < box.bottom && box.top < other.bottom);
  const start = Math.max(0, ...inRow.filter(({ right }) => right <= box.left).map(({ right }) => right));
  const end = Math.min(page.width, ...inRow.filter(({ left }) => left >= box.right).map(({ left }) => left));
  const dark = (x: number) => darknessAt(page, x, box);
  const columns = Array.from({ length: Math.floor(box.right - box.left) }, (_, at) => dark(box.left + at));
  const least = PRINT * (columns.reduce((sum, one) => sum + one, 0) / Math.max(1, columns.length));
  const left = printFrom(
    Math.floor(box.left) - 1,
    -1,
    (x) => (x < start ? undefined : dark(x) > least),
    height,
  );
  const right = printFrom(Math.ceil(box.right), 1, (x) => (x >= end ? undefined : dark(x) > least), height);
  if (left === 0 && right === 0) return undefined;
  return { ...box, left: box.left - left, right: box.right + right };
}

function darknessAt({ width, height, pixels }: GreyImage, x: number, { top, bottom }: Box): number {
  let sum = 0;
  for (let y = Math.max(0, Math.round(top)); y < Math.min(height, bottom); y++) {
    sum += 255 - (pixels[y * width + x] ?? 255);
  }
  return sum;
}

/** How far print goes on from a column, in pixels; 0 where it ends there, or goes on further than a line does. */
function printFrom(
  from: number,
  step: 1 | -1,
  isPrint: (x: number) => boolean | undefined,
  height: number,
): number {
  let [last, inked] = [0, 0];
  for (let away = 1; away - last <= LINE_END * height; away++) {
    const print = isPrint(from + step * (away - 1));
    if (print === undefined) break;
    if (away > TOO_FAR * height) return 0;
    if (!print) continue;
    last = away;
    inked++;
  }
  return inked >= A_LETTER * height ? last : 0;
}
