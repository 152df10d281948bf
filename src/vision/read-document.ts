import type { Reading } from '../domain/reading.ts';
import { decodeGrey, READING_SIDE } from './grey-image.ts';
import type { ZoneSearch } from './mrz-zone.ts';
import { unreadable } from './outcome.ts';
import { readBill } from './read-bill.ts';
import { readCardBack, readCardFront, readPassport } from './read-identity.ts';
import type { ReadOptions } from './read-options.ts';
import type { Readers } from './readers.ts';
import { watched } from './stage-cost.ts';
import { TextReaderError } from './tesseract.ts';
import { fullWidth, type View, viewOf } from './view.ts';

/** Reads one side of a document. What cannot be read is said to be unreadable, with a reason; nothing is guessed. */
export async function readDocument(
  bytes: Uint8Array,
  options: ReadOptions,
  readers: Readers,
): Promise<Reading> {
  const isBill = options.kind === 'proof_of_address';
  return unlessTheReaderFails(options, async () =>
    isBill
      ? readBill(bytes, options, readers)
      : readIdentity(await openView(bytes, readers), options, readers),
  );
}

/** The picture as its readers want it; undefined where it cannot be decoded. */
export async function openView(
  bytes: Uint8Array,
  { watch }: Pick<Readers, 'watch'>,
): Promise<View | undefined> {
  return watched(watch, 'decode', async () => {
    const image = await decodeGrey(bytes, READING_SIDE).catch(() => undefined);
    return image && viewOf(image, await fullWidth(bytes));
  });
}

/** Reads a side of an identity document; `known` is what a search for a zone, whichever way up, found before. */
export async function readIdentity(
  view: View | undefined,
  options: ReadOptions,
  readers: Readers,
  known?: ZoneSearch,
): Promise<Reading> {
  if (!view) return unreadable(options, 'PICTURE_CORRUPT');
  if (options.kind === 'passport') return readPassport(view, options, readers, known);
  const readCard = options.side === 'front' ? readCardFront : readCardBack;
  return readCard(view, options, readers, known);
}

/** An engine that fails on a picture makes it unreadable; every other error is none of the picture. */
export async function unlessTheReaderFails(
  options: ReadOptions,
  read: () => Promise<Reading>,
): Promise<Reading> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TextReaderError) return unreadable(options, 'READER_FAILED');
    throw error;
  }
}
