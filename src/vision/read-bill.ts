import sharp from 'sharp';
import { sheetBottom } from '../domain/bill-date.ts';
import type { IsoDate } from '../domain/calendar.ts';
import { mended } from '../domain/print-slips.ts';
import { type AddressField, readProofOfAddress } from '../domain/proof-of-address.ts';
import type { ReadField, Reading } from '../domain/reading.ts';
import { joinedReadings } from '../domain/second-reading.ts';
import { type Box, groupLines, heightOf, type TextLine } from '../domain/text-lines.ts';
import { readDates } from './bill-dates.ts';
import { markLines } from './bill-marks.ts';
import { decodeGrey, type GreyImage, READING_SIDE } from './grey-image.ts';
import { DECODING } from './loaders.ts';
import { read, unreadable } from './outcome.ts';
import { type ReadablePage, readPdf } from './pdf.ts';
import type { ReadOptions } from './read-options.ts';
import type { Readers } from './readers.ts';
import { rereadLines } from './reread.ts';
import { readSheet, readUpperPart, type SheetText } from './sheet-text.ts';

type BillReaders = Pick<Readers, 'text' | 'letters'>;

type Fields = Partial<Record<AddressField, ReadField>>;

/** The fields of a page, or that there is no text on it. */
type PageFields = Fields | 'NO_TEXT';

/** Name, address and date stand in this share of nearly every sheet. */
const UPPER_PART = 0.45;

const ALL: readonly AddressField[] = ['fullName', 'address', 'issuer', 'issueDate'];

/** A bill, a statement or a letter of an authority: a PDF, whose text counts first, or a picture of a sheet. */
export async function readBill(
  bytes: Uint8Array,
  options: ReadOptions,
  readers: BillReaders,
): Promise<Reading> {
  const found = isPdf(bytes)
    ? await readPages(bytes, options, readers)
    : await readPicture(bytes, options, readers);
  if (found === 'NO_TEXT' || found === 'PICTURE_CORRUPT') return unreadable(options, found);
  if (Object.keys(found).length === 0) return unreadable(options, 'NO_LABELLED_FIELDS');
  return read(options, { printed: found });
}

/** ISO 32000-1 section 7.5.2 wants the mark first; readers take it within the first kilobyte. */
const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');

async function readPicture(
  bytes: Uint8Array,
  options: ReadOptions,
  readers: BillReaders,
): Promise<PageFields | 'PICTURE_CORRUPT'> {
  const image = await decodeGrey(bytes, READING_SIDE).catch(() => undefined);
  if (!image) return 'PICTURE_CORRUPT';
  const { autoOrient } = await sharp(bytes, DECODING).metadata();
  return readGrey(image, autoOrient.width / image.width, options, readers);
}

/** `scale` is how many pixels of the full size one of the image is. */
async function readGrey(
  image: GreyImage,
  scale: number,
  { today }: ReadOptions,
  readers: BillReaders,
): Promise<PageFields> {
  const sheet = await readSheet(image, readers.text);
  if (sheet.lines.length === 0) return 'NO_TEXT';
  const fields = await readTwice(sheet, today, readers);
  return mapBoxes(fields, (box) => scaled(sheet.back(box), scale));
}

/**
 * Reads the fields, then their lines once more; where a field is missing, the upper part of the page as well, whose lines
 * may have been lost.
 */
async function readTwice(
  { lines: first, page }: SheetText,
  today: IsoDate,
  { text, letters }: BillReaders,
): Promise<Fields> {
  const found = readProofOfAddress(mended(first), today);
  const lines = isWhole(found) ? first : joinedReadings(first, await readUpperPart(page, UPPER_PART, text));
  const doubtful = doubtfulLines(lines, isWhole(found) ? found : readProofOfAddress(mended(lines), today));
  const again = mended(await rereadLines(page, lines, doubtful, text));
  const known = readProofOfAddress(again, today);
  const dated = known.issueDate ? again : await readDates(page, again, letters);
  return readProofOfAddress(await markLines(page, dated, known, letters), today);
}

const isWhole = (fields: Fields) => ALL.every((name) => fields[name]);

/** The lines that fields were read from, and those over them, which may be their labels; all of the upper part where a field is missing. */
function doubtfulLines(lines: readonly TextLine[], fields: Fields): Set<TextLine> {
  const bottom = sheetBottom(lines);
  const boxes = Object.values(fields).flatMap(({ box }) => (box ? [box] : []));
  const near = ({ box }: TextLine) =>
    boxes.some((field) => {
      const over = field.top - box.bottom;
      const beside = box.left < field.right && box.right > field.left;
      return beside && box.top < field.bottom && over < 1.5 * heightOf(box);
    });
  return new Set(
    lines.filter((line) => near(line) || (!isWhole(fields) && line.box.top < UPPER_PART * bottom)),
  );
}

/** The fields of the first page; what is missing there is taken from the pages behind it, without a place. */
async function readPages(
  bytes: Uint8Array,
  options: ReadOptions,
  readers: BillReaders,
): Promise<PageFields | 'PICTURE_CORRUPT'> {
  const pages = await readPdf(bytes);
  if (typeof pages === 'string') return 'PICTURE_CORRUPT';
  let fields: Fields = {};
  let seen = false;
  for (const [index, page] of pages.entries()) {
    const more = await readPage(page, options, readers);
    if (more === 'NO_TEXT') continue;
    seen = true;
    fields = { ...(index === 0 ? more : withoutBoxes(more)), ...fields };
    if (fields.fullName && fields.address && fields.issueDate) break;
  }
  return seen ? fields : 'NO_TEXT';
}

/**
 * The text layer of a page; where it has hardly any text, or what it says leaves a field open that a picture on the page
 * may have, the drawn page is read as well. What the text layer says goes first: its letters are exact.
 */
async function readPage(page: ReadablePage, options: ReadOptions, readers: BillReaders): Promise<PageFields> {
  const fields = page.hasText ? readProofOfAddress(groupLines(page.words), options.today) : {};
  if (isWhole(fields)) return fields;
  const drawn = await readGrey(page.picture, 1, options, readers);
  if (drawn === 'NO_TEXT') return page.hasText ? fields : drawn;
  return page.hasText ? { ...drawn, ...fields } : drawn;
}

const scaled = ({ left, top, right, bottom }: Box, scale: number): Box => ({
  left: left * scale,
  top: top * scale,
  right: right * scale,
  bottom: bottom * scale,
});

function mapBoxes(fields: Fields, change: (box: Box) => Box): Fields {
  const entries = Object.entries(fields).map(([name, field]) => {
    const box = field.box && whole(change(field.box));
    return [name, box ? { ...field, box } : field];
  });
  return Object.fromEntries(entries);
}

const whole = ({ left, top, right, bottom }: Box): Box => ({
  left: Math.max(0, Math.floor(left)),
  top: Math.max(0, Math.floor(top)),
  right: Math.ceil(right),
  bottom: Math.ceil(bottom),
});

function withoutBoxes(fields: Fields): Fields {
  const entries = Object.entries(fields).map(([name, { value, confidence }]) => [
    name,
    { value, confidence },
  ]);
  return Object.fromEntries(entries);
}
