import {
  type OpenPlace,
  type PrintContext,
  readPrintedFields,
  readPrintedPage,
} from '../domain/printed-fields.ts';
import type { PrintedFieldName, ReadField } from '../domain/reading.ts';
import { joinedWords } from '../domain/second-reading.ts';
import { settledFields } from '../domain/several-looks.ts';
import { groupLines, heightOf, type TextWord } from '../domain/text-lines.ts';
import { evenPaper } from './even-paper.ts';
import { type GreyImage, greyToPng } from './grey-image.ts';
import type { FoundZone } from './mrz-zone.ts';
import { wholeNames } from './name-ends.ts';
import { markNames } from './name-marks.ts';
import { readNumbers } from './number-signs.ts';
import { readOpenPlaces } from './open-places.ts';
import { printAbove } from './print-area.ts';
import type { PrintNet } from './print-net.ts';
import { printSlant } from './print-slant.ts';
import type { Readers } from './readers.ts';
import type { TextReader } from './tesseract.ts';
import { boxInPicture, boxInQuad, resizeView, straightenView, turnView, type View } from './view.ts';
import { ofPrintAlone } from './word-place.ts';

/** The engines that print is read with. */
export type PrintReaders = Pick<Readers, 'text' | 'plain' | 'letters'>;
export type PrintedFields = Partial<Record<PrintedFieldName, ReadField>>;

export interface PrintReading {
  fields: PrintedFields;
  /** False where no word was found at all. */
  text: boolean;
  /** Quarter turns clockwise that make the print upright. */
  turns: number;
}

/** Long side that the whole picture is read at. */
const WHOLE_SIDE = 1800;
/** The engine errs otherwise at another size, and reads labels better in their languages. */
const PART_LOOKS = [
  { side: 1800, reader: 'text' },
  { side: 1350, reader: 'plain' },
] as const;
/** Fields without which print is read a second time. */
const WANTED: readonly PrintedFieldName[] = [
  'documentNumber',
  'birthDate',
  'expiryDate',
  'sex',
  'nationality',
];
/** From here on a field needs no second look. */
const CLEAR = 0.85;
/** Fields from which on the picture is surely the right way up. */
const UPRIGHT_FIELDS = 2;

/** Which way up a card lies, in quarter turns clockwise, and what is known beside its print. */
export interface Lying {
  turns: number;
  context: PrintContext;
}

/**
 * Reads the print of a card wherever it lies on the picture: first all of it, which shows where the print is and how
 * it slants, then that part, straightened, once or twice. While nothing is found it is turned, first as `ask` says, if
 * that can tell, then by quarters. Boxes are in the pixels of the full-size picture.
 */
export async function readCardPrint(
  view: View,
  readers: PrintReaders,
  lies: Lying,
  ask?: () => Promise<Lying | undefined>,
): Promise<PrintReading> {
  const upright = await readTurned(view, readers, lies.context, lies.turns);
  if (count(upright.fields) >= UPRIGHT_FIELDS) return upright;
  const told = await ask?.();
  let best = upright;
  for (const turns of new Set([...(told ? [told.turns] : []), 0, 1, 3, 2])) {
    if (turns === lies.turns && turns !== told?.turns) continue;
    const turned = await readTurned(view, readers, told?.context ?? lies.context, turns);
    if (count(turned.fields) > count(best.fields)) best = turned;
    if (count(best.fields) >= UPRIGHT_FIELDS) break;
  }
  return { ...best, text: upright.text || best.text };
}

const count = (fields: PrintedFields) => Object.keys(fields).length;

async function readTurned(
  view: View,
  readers: PrintReaders,
  context: PrintContext,
  turns: number,
): Promise<PrintReading> {
  const whole = await scaled(turnView(view, turns), WHOLE_SIDE);
  return { ...(await readTwice(whole, readers, context)), turns };
}

/** As the view shows it; then, where something is missing, the part that is print, straightened. */
async function readTwice(
  whole: View,
  readers: PrintReaders,
  context: PrintContext,
): Promise<Omit<PrintReading, 'turns'>> {
  const first = await look(whole, { text: readers.plain, letters: readers.letters, context, earlier: [] });
  const { page, words } = first;
  const looks = [first.fields];
  let { fields } = first;
  let { open } = first;
  const known = first.told;
  const slant = isClear(fields, open) ? undefined : printSlant(words, page);
  for (const { side, reader } of slant ? PART_LOOKS : []) {
    if (!slant || isClear(fields, open)) break;
    const width = Math.round(slant.ratio >= 1 ? side : side * slant.ratio);
    const height = Math.round(width / slant.ratio);
    const part = straightenView(whole, slant.quad, width, height);
    const earlier = known.map((word) => ({ ...word, box: boxInQuad(slant.quad, width, height, word.box) }));
    const next = await look(part, { text: readers[reader], letters: readers.letters, context, earlier });
    looks.push(next.fields);
    fields = settledFields(looks);
    open = next.open;
  }
  return { fields, text: words.length > 0 };
}

interface Looking {
  text: TextReader;
  letters: PrintNet;
  context: PrintContext;
  /** Words that an earlier look found, in pixels of this view. */
  earlier: readonly TextWord[];
}

/**
 * One look at a view: the words that were read, the same with all that looks closer, and the fields that they tell.
 */
async function look(view: View, { text, letters, context, earlier }: Looking) {
  const page = await evenPaper(view.image);
  const found = await text.words(await greyToPng(page), { sparse: true, straight: true });
  const words = withoutLabels(page, found);
  const joined = joinedWords(earlier, words);
  const { fields, open } = readPrintedPage(groupLines(hoped(joined)), context);
  const more = await readOpenPlaces(page, joined, open, letters);
  const places = more === joined ? fields : readPrintedFields(groupLines(hoped(more)), context);
  const names = await wholeNames(page, more, places, text);
  const marked = await markNames(page, names.words, names.fields, letters);
  const told = await readNumbers(page, marked, names.fields, letters);
  const last = readPrintedPage(groupLines(told), context);
  return { page, words, told, fields: inPicture(view, last.fields), open: last.open };
}

/** Boxes that are this much higher than most hold the label over the word as well. */
const HIGH = 1.4;

function withoutLabels(page: GreyImage, words: readonly TextWord[]): TextWord[] {
  const heights = words.filter(({ confidence }) => confidence >= CLEAR).map(({ box }) => heightOf(box));
  const most = HIGH * (heights.sort((a, b) => a - b)[Math.floor(heights.length / 2)] ?? Infinity);
  return words.map((word) => (heightOf(word.box) > most ? ofPrintAlone(page, word) : word));
}

/** Words that the engine doubts may be where a name or a number is: the net may confirm them. */
const hoped = (words: readonly TextWord[]) =>
  words.map((word) =>
    word.confidence < GUESSED && !NUMBER.test(word.text) ? word : { ...word, confidence: CLEAR },
  );
const NUMBER = /^(?=.*\d.*\d.*\d)[A-Z\d./-]{6,}$/;

/** Below this the text engine guessed at something that is no word. */
const GUESSED = 0.1;

function scaled(view: View, side: number): Promise<View> {
  const { width, height } = view.image;
  return resizeView(view, Math.round((width * side) / Math.max(width, height)));
}

/** Pixels a pitch of the zone: about 300 dots an inch, at which small print is read well. */
const PAGE_SCALE = 36;

/** Reads the print over the zone of a data page, which says where it lies and how its dates are meant. */
export async function readPagePrint(
  view: View,
  zone: FoundZone,
  readers: PrintReaders,
  context: PrintContext,
): Promise<PrintedFields> {
  return (await readTwice(printAbove(view, zone, PAGE_SCALE), readers, context)).fields;
}

/** Fields with their boxes in the pixels of the full-size picture. */
export function inPicture(view: View, fields: PrintedFields): PrintedFields {
  const entries = Object.entries(fields).map(
    ([name, field]) => [name, field.box ? { ...field, box: boxInPicture(view, field.box) } : field] as const,
  );
  return Object.fromEntries(entries);
}

/** Whether nothing is missing, neither of what every page has nor of what the labels of this one announce. */
function isClear(fields: PrintedFields, open: readonly OpenPlace[]): boolean {
  const named = (fields.surname && fields.givenNames) ?? fields.fullName;
  const all = Object.values(fields).every(({ confidence }) => confidence >= CLEAR);
  const found = open.every(({ name, announced }) => !announced || fields[name]);
  return named !== undefined && all && found && WANTED.every((name) => fields[name]);
}
