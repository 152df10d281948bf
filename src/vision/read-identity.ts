import { readPrintedFields } from '../domain/printed-fields.ts';
import type { Reading } from '../domain/reading.ts';
import { groupLines } from '../domain/text-lines.ts';
import { evenPaper } from './even-paper.ts';
import { type GreyImage, greyToPng } from './grey-image.ts';
import { readZone } from './mrz-zone.ts';
import { read, unreadable } from './outcome.ts';
import { printAbove } from './print-area.ts';
import type { ReadOptions } from './read-options.ts';
import type { Readers } from './readers.ts';
import { linesOf } from './text-page.ts';

/** The data page of a passport: the zone, and the print above it. */
export async function readPassport(
  image: GreyImage,
  options: ReadOptions,
  readers: Readers,
): Promise<Reading> {
  const { zone, incomplete } = await readZone(image, { today: options.today, turns: 4 }, readers);
  if (!zone) return unreadable(options, incomplete ? 'MRZ_INCOMPLETE' : 'NO_MRZ');
  const page = await greyToPng(await evenPaper(printAbove(zone)));
  const lines = groupLines(await readers.text.words(page, { sparse: true, straight: true }));
  return read(options, { mrz: zone.reading, printed: readPrintedFields(lines, options.today) });
}

/** The back of a card: the zone. */
export async function readCardBack(
  image: GreyImage,
  options: ReadOptions,
  readers: Readers,
): Promise<Reading> {
  const { zone, incomplete } = await readZone(image, { today: options.today, turns: 4 }, readers);
  if (!zone) return unreadable(options, incomplete ? 'MRZ_INCOMPLETE' : 'NO_MRZ');
  return read(options, { mrz: zone.reading, printed: {} });
}

/** The front of a card: its print. Cards of size TD2 have their zone on the front. */
export async function readCardFront(
  image: GreyImage,
  options: ReadOptions,
  readers: Readers,
): Promise<Reading> {
  const lines = await linesOf(image, readers.text, 'card');
  const { zone } = await readZone(image, { today: options.today, turns: 1 }, readers);
  const printed = readPrintedFields(lines, options.today);
  if (!zone && lines.length === 0) return unreadable(options, 'NO_TEXT');
  if (!zone && Object.keys(printed).length === 0) return unreadable(options, 'NO_LABELLED_FIELDS');
  return read(options, { ...(zone && { mrz: zone.reading }), printed });
}
