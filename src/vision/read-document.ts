import type { Reading } from '../domain/reading.ts';
import { decodeGrey, READING_SIDE } from './grey-image.ts';
import { unreadable } from './outcome.ts';
import { readBill } from './read-bill.ts';
import { readCardBack, readCardFront, readPassport } from './read-identity.ts';
import type { ReadOptions } from './read-options.ts';
import type { Readers } from './readers.ts';
import { TextReaderError } from './tesseract.ts';
import { fullWidth, viewOf } from './view.ts';

/** Reads one side of a document. What cannot be read is said to be unreadable, with a reason; nothing is guessed. */
export async function readDocument(
  bytes: Uint8Array,
  options: ReadOptions,
  readers: Readers,
): Promise<Reading> {
  try {
    return await readSide(bytes, options, readers);
  } catch (error) {
    if (error instanceof TextReaderError) return unreadable(options, 'READER_FAILED');
    throw error;
  }
}

async function readSide(bytes: Uint8Array, options: ReadOptions, readers: Readers): Promise<Reading> {
  if (options.kind === 'proof_of_address') return readBill(bytes, options, readers);
  const image = await decodeGrey(bytes, READING_SIDE).catch(() => undefined);
  if (!image) return unreadable(options, 'PICTURE_CORRUPT');
  const view = viewOf(image, await fullWidth(bytes));
  if (options.kind === 'passport') return readPassport(view, options, readers);
  return options.side === 'front'
    ? readCardFront(view, options, readers)
    : readCardBack(view, options, readers);
}
