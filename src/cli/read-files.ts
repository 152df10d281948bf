import { readFile, stat } from 'node:fs/promises';
import { type Inspection, MAX_PICTURE_BYTES } from '../domain/document.ts';
import {
  VisionCrashError,
  VisionPictureError,
  VisionStartError,
  VisionTimeoutError,
} from '../vision/errors.ts';
import type { VisionPool } from '../vision/pool.ts';
import type { Recognised, RecogniseOptions } from '../vision/recognise-kind.ts';

/** Why a file was not read: a code for programs and a sentence for people. Neither quotes the file. */
export interface Unread {
  code: string;
  sentence: string;
}

export interface FileReading {
  file: string;
  inspection?: Inspection;
  recognised?: Recognised;
  unread?: Unread;
}

/** The name that stands for the standard input. */
const STANDARD_INPUT = '-';

/** What comes in at the standard input. */
type Input = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

type Looking = Pick<VisionPool, 'inspect' | 'recognise'>;

const SENTENCES: Record<string, string> = {
  FILE_MISSING: 'There is no such file.',
  FILE_NOT_REGULAR: 'It is not a regular file.',
  FILE_NOT_PERMITTED: 'The file may not be opened.',
  FILE_UNREADABLE: 'The file could not be opened.',
  PICTURE_MISSING: 'The file is empty.',
  PICTURE_TOO_LARGE: `The file has more than ${MAX_PICTURE_BYTES / 1024 / 1024} MiB.`,
  PICTURE_FORMAT_UNSUPPORTED: 'The format is not supported.',
  PICTURE_CORRUPT: 'The file is damaged: it cannot be decoded.',
  PICTURE_TOO_MANY_PIXELS: 'The picture has too many pixels.',
  PICTURE_TOO_SMALL: 'The picture is too small to be read.',
  PICTURE_IS_PDF: 'It is a PDF; only a proof of address may be one.',
  PDF_ENCRYPTED: 'The PDF is protected by a password.',
  PDF_TOO_MANY_PAGES: 'The PDF has too many pages.',
  NO_TEXT: 'No text was found.',
  NO_MRZ: 'No machine-readable zone was found.',
  MRZ_INCOMPLETE: 'A machine-readable zone was found, but it could not be read.',
  NO_LABELLED_FIELDS: 'Text was found, but no label of a field that is known.',
  READER_FAILED: 'The text engine failed on this picture.',
  READING_TIMED_OUT: 'Reading took longer than allowed and was ended.',
  READING_CRASHED: 'The process that read the file ended; it took too much memory, or the file is hostile.',
  READER_NOT_STARTED: 'The process that reads did not start.',
};

/** These say that a picture cannot be opened at all; whatever else inspection dislikes is told and read nevertheless. */
const CLOSED: readonly string[] = [
  'PICTURE_MISSING',
  'PICTURE_TOO_LARGE',
  'PICTURE_FORMAT_UNSUPPORTED',
  'PICTURE_CORRUPT',
  'PICTURE_TOO_MANY_PIXELS',
  'PDF_ENCRYPTED',
  'PDF_TOO_MANY_PAGES',
];

const unread = (code: string): Unread => ({ code, sentence: SENTENCES[code] ?? 'It was refused.' });

/** Reads one file. Never rejects for what the file is, or does to the process that reads it. */
export async function readOneFile(
  file: string,
  options: RecogniseOptions,
  pool: Looking,
  input: Input = [],
): Promise<FileReading> {
  const bytes = file === STANDARD_INPUT ? await bytesFrom(input) : await bytesOf(file);
  if ('code' in bytes) return { file, unread: bytes };
  try {
    const inspection = await pool.inspect(bytes);
    if (!inspection.accepted && CLOSED.includes(inspection.refusal)) {
      return { file, inspection, unread: unread(inspection.refusal) };
    }
    if (isPdf(inspection) && !mayBePdf(options))
      return { file, inspection, unread: unread('PICTURE_IS_PDF') };
    const recognised = await pool.recognise(bytes, options);
    const { reading } = recognised;
    if (reading.status === 'read') return { file, inspection, recognised };
    return { file, inspection, recognised, unread: unread(reading.reason) };
  } catch (error) {
    const code = codeOfFailure(error);
    if (!code) throw error;
    return { file, unread: unread(code) };
  }
}

const isPdf = (inspection: Inspection) =>
  inspection.accepted && inspection.facts.contentType === 'application/pdf';

/** Zones are looked for in pictures alone, and identity documents are taken as pictures alone. */
const mayBePdf = ({ slot, card, zoneOnly }: RecogniseOptions) =>
  !zoneOnly && !card && (!slot || slot.kind === 'proof_of_address');

function codeOfFailure(error: unknown): string | undefined {
  if (error instanceof VisionPictureError) return error.refusal;
  if (error instanceof VisionTimeoutError) return 'READING_TIMED_OUT';
  if (error instanceof VisionCrashError) return 'READING_CRASHED';
  return error instanceof VisionStartError ? 'READER_NOT_STARTED' : undefined;
}

/** No more is taken in than a file may have. */
async function bytesFrom(input: Input): Promise<Uint8Array | Unread> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of input) {
      size += chunk.length;
      if (size > MAX_PICTURE_BYTES) return unread('PICTURE_TOO_LARGE');
      chunks.push(chunk);
    }
  } catch {
    return unread('FILE_UNREADABLE');
  }
  return size === 0 ? unread('PICTURE_MISSING') : Buffer.concat(chunks);
}

/** Judged before it is opened, so that neither a device nor a huge file is ever read into memory. */
async function bytesOf(file: string): Promise<Uint8Array | Unread> {
  try {
    const facts = await stat(file);
    if (!facts.isFile()) return unread('FILE_NOT_REGULAR');
    if (facts.size > MAX_PICTURE_BYTES) return unread('PICTURE_TOO_LARGE');
    return facts.size === 0 ? unread('PICTURE_MISSING') : await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return unread('FILE_MISSING');
    return unread(code === 'EACCES' || code === 'EPERM' ? 'FILE_NOT_PERMITTED' : 'FILE_UNREADABLE');
  }
}
