import { Context } from '@temporalio/activity';
import { ObjectMissingError, type ObjectStore } from '../adapters/object-store.ts';
import { SealError, type Sealer } from '../crypto/seal.ts';
import { findSessionSealer } from '../db/data-keys.ts';
import { type Document, findDocument } from '../db/documents.ts';
import { findReadings, insertExtractionOnce } from '../db/extractions.ts';
import { dayOf } from '../domain/calendar.ts';
import { picturePurpose } from '../domain/picture.ts';
import type { Reading } from '../domain/reading.ts';
import type { SessionRef } from '../domain/session.ts';
import { VisionCrashError, VisionPictureError, VisionTimeoutError } from '../vision/errors.ts';
import { beating } from './beating.ts';
import type { ActivityDeps } from './deps.ts';
import { examineOnce, isExamined, type OpenedDocument } from './examine-document.ts';
import { permanentFailure } from './failure.ts';

export interface ReadDocumentInput extends SessionRef {
  documentId: string;
  /** ISO 8601, the workflow's time: two-digit years are judged by it. */
  at: string;
}

/** A picture that ends its reader this often is unreadable; it is not tried for ever. */
const READER_ATTEMPTS = 2;
export const READER_FAILED = 'reader-failed';

/**
 * Reads a stored picture in a child process and keeps the reading, sealed; then examines the file for signs of
 * alteration. Only a status leaves: what was read is personal and stays in the row. A second run finds the first
 * one's results and does what is left.
 */
export const readDocument = (deps: ActivityDeps) =>
  beating(async (input: ReadDocumentInput): Promise<{ status: Reading['status'] }> => {
    const { db, keys, objectStore } = deps;
    const document = await findDocument(db, input, input.documentId);
    if (!document?.originalKey) throw permanentFailure('DOCUMENT_NOT_FOUND');
    const sealer = await findSessionSealer(db, input, keys);
    const known = (await findReadings(db, input, [document.id], sealer)).get(document.id);
    if (known && (await isExamined(db, input, document))) return { status: known.status };

    const picture = await openOriginal(objectStore, document, sealer);
    if (!picture) return { status: (known ?? (await keepDamaged(deps, input, document, sealer))).status };
    const reading = known ?? (await readOnce(deps, input, { document, picture, sealer }));
    await examineOnce(deps, input, { document, picture, sealer, reading });
    return { status: reading.status };
  });

/** Undefined where the original is gone or damaged, which no further attempt mends. */
async function openOriginal(
  objectStore: ObjectStore,
  document: Document,
  sealer: Sealer,
): Promise<Buffer | undefined> {
  try {
    const sealed = await objectStore.get(document.originalKey ?? '');
    return sealer.open(picturePurpose('original', document.id), sealed);
  } catch (error) {
    if (error instanceof ObjectMissingError || error instanceof SealError) return undefined;
    throw error;
  }
}

async function keepDamaged(
  deps: ActivityDeps,
  input: ReadDocumentInput,
  document: Document,
  sealer: Sealer,
): Promise<Reading> {
  const reading = corrupt(document);
  deps.onReading?.({ kind: document.kind, outcome: outcomeOf(reading), ms: 0 });
  const extraction = { documentId: document.id, reading, durationMs: 0 };
  await insertExtractionOnce(deps.db, input, extraction, sealer, new Date(input.at));
  return reading;
}

const corrupt = ({ kind }: Document): Reading => ({
  status: 'unreadable',
  kind,
  reason: 'PICTURE_CORRUPT',
  reader: READER_FAILED,
});

async function readOnce(
  deps: ActivityDeps,
  input: ReadDocumentInput,
  { document, picture, sealer }: OpenedDocument,
): Promise<Reading> {
  const started = performance.now();
  const reading = await read(deps, document, picture, new Date(input.at));
  const durationMs = performance.now() - started;
  deps.onReading?.({ kind: document.kind, outcome: outcomeOf(reading), ms: durationMs });
  const extraction = { documentId: document.id, reading, durationMs };
  await insertExtractionOnce(deps.db, input, extraction, sealer, new Date(input.at));
  return reading;
}

const outcomeOf = (reading: Reading) => (reading.status === 'read' ? 'read' : reading.reason);

async function read(
  { vision }: ActivityDeps,
  document: Document,
  picture: Buffer,
  at: Date,
): Promise<Reading> {
  const context = Context.current();
  try {
    const { kind, side } = document;
    return await vision.read(
      picture,
      { kind, side, today: dayOf(at) },
      { signal: context.cancellationSignal },
    );
  } catch (error) {
    // Rejects with the cancellation: the reader was stopped since nobody waits for it any more.
    if (context.cancellationSignal.aborted) await context.cancelled;
    if (error instanceof VisionPictureError) return corrupt(document);
    const readerFailed = error instanceof VisionTimeoutError || error instanceof VisionCrashError;
    if (!readerFailed || context.info.attempt < READER_ATTEMPTS) throw error;
    return { status: 'unreadable', kind: document.kind, reason: 'READER_FAILED', reader: READER_FAILED };
  }
}
