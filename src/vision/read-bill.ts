import { readProofOfAddress } from '../domain/proof-of-address.ts';
import type { Reading } from '../domain/reading.ts';
import { decodeGrey, READING_SIDE } from './grey-image.ts';
import { read, unreadable } from './outcome.ts';
import type { ReadOptions } from './read-options.ts';
import type { Readers } from './readers.ts';
import { linesOf } from './text-page.ts';

/** A bill or a letter of an authority. */
export async function readBill(bytes: Uint8Array, options: ReadOptions, { text }: Readers): Promise<Reading> {
  const image = await decodeGrey(bytes, READING_SIDE).catch(() => undefined);
  if (!image) return unreadable(options, 'PICTURE_CORRUPT');
  const lines = await linesOf(image, text, 'sheet');
  if (lines.length === 0) return unreadable(options, 'NO_TEXT');
  const printed = readProofOfAddress(lines, options.today);
  if (Object.keys(printed).length === 0) return unreadable(options, 'NO_LABELLED_FIELDS');
  return read(options, { printed });
}
