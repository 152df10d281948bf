import { Context } from '@temporalio/activity';
import type { Sealer } from '../crypto/seal.ts';
import type { Db } from '../db/connection.ts';
import type { Document } from '../db/documents.ts';
import { findHeatmapKeys, insertExaminationOnce } from '../db/examinations.ts';
import { NOT_EXAMINED, placedFields } from '../domain/examination.ts';
import { pictureKey, picturePurpose } from '../domain/picture.ts';
import type { Reading } from '../domain/reading.ts';
import type { SessionRef } from '../domain/session.ts';
import { VisionCrashError, VisionTimeoutError } from '../vision/errors.ts';
import type { Examined } from '../vision/examine.ts';
import type { ActivityDeps } from './deps.ts';

/** A document whose original is at hand. */
export interface OpenedDocument {
  document: Document;
  /** As it was uploaded. */
  picture: Buffer;
  /** Of the document's session. */
  sealer: Sealer;
}

/** A file that ends who examines it this often stays unexamined; it is not tried for ever. */
const EXAMINER_ATTEMPTS = 2;

export async function isExamined(db: Db, ref: SessionRef, { id }: Document): Promise<boolean> {
  return (await findHeatmapKeys(db, ref, [id])).has(id);
}

/**
 * Examines a file that was not for signs of alteration, and keeps what was found, sealed: the map as an object beside the other
 * forms of the picture, the rest in a row. The object is written first and under a name that follows from the
 * document, so that a run that was cut off in between is simply done again.
 */
export async function examineOnce(
  deps: ActivityDeps,
  input: SessionRef & { at: string },
  { document, picture, sealer, reading }: OpenedDocument & { reading: Reading },
): Promise<void> {
  const { db, objectStore } = deps;
  const { facts, heatmap } = await examine(deps, picture, reading);
  const heatmapKey = heatmap ? pictureKey('heatmap', input, document.id) : null;
  if (heatmap && heatmapKey) {
    await objectStore.put(heatmapKey, sealer.seal(picturePurpose('heatmap', document.id), heatmap));
  }
  const examination = { documentId: document.id, examination: facts, heatmapKey };
  await insertExaminationOnce(db, input, examination, sealer, new Date(input.at));
}

async function examine({ vision }: ActivityDeps, picture: Buffer, reading: Reading): Promise<Examined> {
  const context = Context.current();
  try {
    const signal = context.cancellationSignal;
    return await vision.examine(picture, placedFields(reading), { signal });
  } catch (error) {
    if (context.cancellationSignal.aborted) await context.cancelled;
    const examinerFailed = error instanceof VisionTimeoutError || error instanceof VisionCrashError;
    if (!examinerFailed || context.info.attempt < EXAMINER_ATTEMPTS) throw error;
    return { facts: NOT_EXAMINED };
  }
}
