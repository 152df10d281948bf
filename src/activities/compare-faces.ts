import { Context } from '@temporalio/activity';
import { ObjectMissingError } from '../adapters/object-store.ts';
import { SealError, type Sealer } from '../crypto/seal.ts';
import { findSessionSealer } from '../db/data-keys.ts';
import { currentDocuments, type Document } from '../db/documents.ts';
import {
  findFaceComparison,
  insertFaceComparisonOnce,
  type KeptComparison,
  type KeptPortrait,
} from '../db/face-comparisons.ts';
import { appendSessionEvent } from '../db/session-events.ts';
import { findSession, lockSession } from '../db/sessions.ts';
import { IDENTITY_SLOTS } from '../domain/decision.ts';
import { type SlotName, slotName } from '../domain/document.ts';
import { type NotComparedReason, notCompared } from '../domain/face.ts';
import { pictureKey, picturePurpose } from '../domain/picture.ts';
import type { SessionRef } from '../domain/session.ts';
import type { ComparedFaces, FacePictures } from '../vision/compare-faces.ts';
import { VisionCrashError, VisionTimeoutError } from '../vision/errors.ts';
import { beating } from './beating.ts';
import type { ActivityDeps } from './deps.ts';
import { permanentFailure } from './failure.ts';

export interface CompareFacesInput extends SessionRef {
  /** ISO 8601, the workflow's time. */
  at: string;
}

/** Pictures that end their reader this often are not compared; they are not tried for ever. */
const READER_ATTEMPTS = 2;

/**
 * Compares the portrait of a session's identity document with its selfie and keeps the numbers, sealed, and the portrait
 * as an object. What faces are known by stays in the child process and ends with the task. A second run finds the first
 * one's result.
 */
export const compareFaces = (deps: ActivityDeps) =>
  beating(async (input: CompareFacesInput): Promise<void> => {
    const { db, keys, objectStore } = deps;
    const session = await findSession(db, input, input.sessionId);
    if (!session?.identityDocument) throw permanentFailure('SESSION_NOT_FOUND');
    // Whoever did not agree is compared with nothing, whatever asks for it.
    if (session.selfieAnswer !== 'given') return;
    const sealer = await findSessionSealer(db, input, keys);
    if (await findFaceComparison(db, input, sealer)) return;

    const documents = await currentDocuments(db, input);
    const inSlot = (slot: SlotName) => documents.find((document) => slotName(document) === slot);
    const shown = inSlot(IDENTITY_SLOTS[session.identityDocument].print);
    const pictures = await openPictures(deps, sealer, {
      document: shown,
      turned: inSlot('selfie-turned'),
      front: inSlot('selfie-front'),
    });
    const { comparison, portrait } = pictures ? await compare(deps, pictures) : failed('PICTURE_MISSING');
    const kept: KeptPortrait | null =
      portrait && shown ? { documentId: shown.id, key: pictureKey('portrait', input, shown.id) } : null;
    if (portrait && kept) {
      const sealed = sealer.seal(picturePurpose('portrait', kept.documentId), Buffer.from(portrait));
      await objectStore.put(kept.key, sealed);
    }
    await record(deps, input, { comparison, portrait: kept }, sealer);
  });

/** Row and timeline in one transaction. The timeline is not sealed: it says that faces were compared, not how alike they are. */
function record(
  { db }: ActivityDeps,
  input: CompareFacesInput,
  kept: KeptComparison,
  sealer: Sealer,
): Promise<void> {
  const at = new Date(input.at);
  return db.transaction(async (tx) => {
    if (!(await lockSession(tx, input))) throw permanentFailure('SESSION_NOT_FOUND');
    if (!(await insertFaceComparisonOnce(tx, input, kept, sealer, at))) return;
    const { reason } = kept.comparison;
    await appendSessionEvent(tx, input, 'faces.compared', reason ? { reason } : {}, at);
  });
}

const failed = (reason: NotComparedReason): ComparedFaces => ({ comparison: notCompared(reason) });

/** Undefined where a picture is not there, or is gone or damaged, which no further attempt mends. */
async function openPictures(
  { objectStore }: ActivityDeps,
  sealer: Sealer,
  documents: Record<keyof FacePictures, Document | undefined>,
): Promise<FacePictures | undefined> {
  const open = async (document: Document | undefined) => {
    if (!document?.originalKey) throw new ObjectMissingError();
    return sealer.open(picturePurpose('original', document.id), await objectStore.get(document.originalKey));
  };
  try {
    const [document, turned, front] = await Promise.all(
      [documents.document, documents.turned, documents.front].map(open),
    );
    return document && turned && front ? { document, turned, front } : undefined;
  } catch (error) {
    if (error instanceof ObjectMissingError || error instanceof SealError) return undefined;
    throw error;
  }
}

async function compare({ vision }: ActivityDeps, pictures: FacePictures): Promise<ComparedFaces> {
  const context = Context.current();
  try {
    return await vision.compareFaces(pictures, { signal: context.cancellationSignal });
  } catch (error) {
    if (context.cancellationSignal.aborted) await context.cancelled;
    const readerFailed = error instanceof VisionTimeoutError || error instanceof VisionCrashError;
    if (!readerFailed || context.info.attempt < READER_ATTEMPTS) throw error;
    return failed('COMPARISON_FAILED');
  }
}
