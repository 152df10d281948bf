import type { DocumentKind, DocumentSide } from '../domain/document.ts';
import { readPrintedFields } from '../domain/printed-fields.ts';
import { readProofOfAddress } from '../domain/proof-of-address.ts';
import type { Reading, UnreadableReason } from '../domain/reading.ts';
import { groupLines, type TextLine } from '../domain/text-lines.ts';
import { evenPaper } from './even-paper.ts';
import { decodeGrey, type GreyImage, greyToPng, resizeGrey } from './grey-image.ts';
import { readZone, ZONE_READER } from './mrz-zone.ts';
import { printAbove } from './print-area.ts';
import { TEXT_READER, type TextReader, TextReaderError } from './tesseract.ts';

export interface ReadOptions {
  kind: DocumentKind;
  side: DocumentSide;
  /** `YYYY-MM-DD`: decides the century of two-digit years. */
  today: string;
}

/** Every reading says which reader gave it. */
export const READER = `${ZONE_READER}; ${TEXT_READER}`;

const MAX_SIDE = 2600;
/** The long side that text is read at: about 500 dots an inch of a card, 170 of a sheet. */
const TEXT_SIDES = { card: 1800, sheet: 2000 };

/** Reads one side of a document. What cannot be read is said to be unreadable, with a reason; nothing is guessed. */
export async function readDocument(
  bytes: Uint8Array,
  options: ReadOptions,
  text: TextReader,
): Promise<Reading> {
  const image = await decodeGrey(bytes, MAX_SIDE).catch(() => undefined);
  if (!image) return unreadable(options, 'PICTURE_CORRUPT');
  try {
    return await READERS[slotOf(options)](image, options, text);
  } catch (error) {
    if (error instanceof TextReaderError) return unreadable(options, 'READER_FAILED');
    throw error;
  }
}

type SlotReader = (image: GreyImage, options: ReadOptions, text: TextReader) => Promise<Reading>;

const READERS = {
  passport: readPassport,
  cardFront: readCardFront,
  cardBack: readCardBack,
  address: readAddress,
} satisfies Record<string, SlotReader>;

function slotOf({ kind, side }: ReadOptions): keyof typeof READERS {
  if (kind === 'passport') return 'passport';
  if (kind === 'proof_of_address') return 'address';
  return side === 'front' ? 'cardFront' : 'cardBack';
}

async function readPassport(image: GreyImage, options: ReadOptions, text: TextReader): Promise<Reading> {
  const { zone, incomplete } = await readZone(image, { today: options.today, turns: 4 });
  if (!zone) return unreadable(options, incomplete ? 'MRZ_INCOMPLETE' : 'NO_MRZ');
  const page = await greyToPng(await evenPaper(printAbove(zone)));
  const lines = groupLines(await text.words(page, { sparse: true, straight: true }));
  return read(options, { mrz: zone.reading, printed: readPrintedFields(lines, options.today) });
}

async function readCardBack(image: GreyImage, options: ReadOptions): Promise<Reading> {
  const { zone, incomplete } = await readZone(image, { today: options.today, turns: 4 });
  if (!zone) return unreadable(options, incomplete ? 'MRZ_INCOMPLETE' : 'NO_MRZ');
  return read(options, { mrz: zone.reading, printed: {} });
}

/** Cards of size TD2 have their zone on the front. */
async function readCardFront(image: GreyImage, options: ReadOptions, text: TextReader): Promise<Reading> {
  const lines = await linesOf(image, text, 'card');
  const { zone } = await readZone(image, { today: options.today, turns: 1 });
  const printed = readPrintedFields(lines, options.today);
  if (!zone && lines.length === 0) return unreadable(options, 'NO_TEXT');
  if (!zone && Object.keys(printed).length === 0) return unreadable(options, 'NO_LABELLED_FIELDS');
  return read(options, { ...(zone && { mrz: zone.reading }), printed });
}

async function readAddress(image: GreyImage, options: ReadOptions, text: TextReader): Promise<Reading> {
  const lines = await linesOf(image, text, 'sheet');
  if (lines.length === 0) return unreadable(options, 'NO_TEXT');
  const printed = readProofOfAddress(lines, options.today);
  if (Object.keys(printed).length === 0) return unreadable(options, 'NO_LABELLED_FIELDS');
  return read(options, { printed });
}

async function linesOf(
  image: GreyImage,
  text: TextReader,
  size: keyof typeof TEXT_SIDES,
): Promise<TextLine[]> {
  const scale = TEXT_SIDES[size] / Math.max(image.width, image.height);
  const picture = await resizeGrey(image, Math.round(image.width * scale));
  const page = await greyToPng(await evenPaper(picture));
  return groupLines(await text.words(page, { sparse: size === 'card', straight: false }));
}

type Read = Extract<Reading, { status: 'read' }>;

const read = (
  { kind }: ReadOptions,
  found: Pick<Read, 'printed'> & { mrz?: NonNullable<Read['mrz']> },
): Reading => ({
  status: 'read',
  kind,
  ...found,
  reader: READER,
});

const unreadable = ({ kind }: ReadOptions, reason: UnreadableReason): Reading => ({
  status: 'unreadable',
  kind,
  reason,
  reader: READER,
});
