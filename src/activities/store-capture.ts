import { timingSafeEqual } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ObjectMissingError, type ObjectStore } from '../adapters/object-store.ts';
import { marksOf } from '../crypto/mark.ts';
import { SealError, type Sealer } from '../crypto/seal.ts';
import { findSessionSealer } from '../db/data-keys.ts';
import { insertMarks } from '../db/document-marks.ts';
import { type Document, findDocument, markStored } from '../db/documents.ts';
import { changeAndTell } from '../db/session-events.ts';
import { advancePhase, lockSession } from '../db/sessions.ts';
import { PICTURE_FINGERPRINT, pictureKey, picturePurpose } from '../domain/picture.ts';
import type { SessionRef } from '../domain/session.ts';
import { VisionCrashError, VisionPictureError, VisionTimeoutError } from '../vision/errors.ts';
import { beating } from './beating.ts';
import type { ActivityDeps } from './deps.ts';
import { permanentFailure } from './failure.ts';

export interface StoreCaptureInput extends SessionRef {
  documentId: string;
  /** ISO 8601, the workflow's time. */
  at: string;
}

const DECODER_ATTEMPTS = 5;

/**
 * Makes a staged picture permanent: verifies that it is what was uploaded, keeps the sealed original and the
 * metadata-free copy that people are shown, and drops the staging object. A second run finds the first one's result.
 * Fails for good with `CAPTURE_LOST` where the bytes are gone or changed, and with `PICTURE_UNUSABLE` where they
 * cannot be decoded.
 */
export const storeCapture = ({ db, keys, objectStore, vision }: ActivityDeps) =>
  beating(async (input: StoreCaptureInput): Promise<{ superseded: boolean }> => {
    const document = await findDocument(db, input, input.documentId);
    if (!document) throw permanentFailure('DOCUMENT_NOT_FOUND');
    const superseded = document.supersededAt !== null;
    if (!superseded && document.originalKey === null) {
      const sealer = await findSessionSealer(db, input, keys);
      const picture = await openStaged(objectStore, document, sealer);
      const display = await displayCopy(vision, picture);
      const marks = marksOf(keys, input, 'picture', picture);
      await keep(objectStore, document, sealer, { original: picture, display });
      await db.transaction(async (tx) => {
        // Held first, as by who takes a further picture in: else each could wait for a row of the other's.
        const session = await lockSession(tx, input);
        if (session?.phase === 'created') await advancePhase(tx, input, 'capturing');
        const { id: documentId } = document;
        const at = new Date(input.at);
        const stored = markStored(input, documentId, {
          originalKey: pictureKey('original', input, documentId),
          displayKey: pictureKey('display', input, documentId),
        });
        await changeAndTell(tx, input, stored, { type: 'document.stored', detail: { documentId }, at });
        await insertMarks(tx, input, { documentId, kind: 'picture', marks }, at);
      });
    }
    await objectStore.remove(document.stagingKey);
    return { superseded };
  });

/** A picture that ends the process that decodes it, time after time, is not one to keep trying. */
async function displayCopy(vision: ActivityDeps['vision'], picture: Buffer): Promise<Buffer> {
  try {
    return await vision.display(picture);
  } catch (error) {
    const decoderFailed = error instanceof VisionTimeoutError || error instanceof VisionCrashError;
    const triedEnough = decoderFailed && Context.current().info.attempt >= DECODER_ATTEMPTS;
    if (error instanceof VisionPictureError || triedEnough) throw permanentFailure('PICTURE_UNUSABLE');
    throw error;
  }
}

async function openStaged(objectStore: ObjectStore, document: Document, sealer: Sealer): Promise<Buffer> {
  const picture = await staged(objectStore, document, sealer);
  const fingerprint = sealer.fingerprint(PICTURE_FINGERPRINT, picture);
  if (!timingSafeEqual(fingerprint, document.fingerprint)) throw permanentFailure('CAPTURE_LOST');
  return picture;
}

async function staged(objectStore: ObjectStore, document: Document, sealer: Sealer): Promise<Buffer> {
  try {
    return sealer.open(picturePurpose('staging', document.id), await objectStore.get(document.stagingKey));
  } catch (error) {
    if (error instanceof ObjectMissingError || error instanceof SealError)
      throw permanentFailure('CAPTURE_LOST');
    throw error;
  }
}

async function keep(
  objectStore: ObjectStore,
  document: Document,
  sealer: Sealer,
  forms: { original: Uint8Array; display: Uint8Array },
): Promise<void> {
  for (const form of ['original', 'display'] as const) {
    const sealed = sealer.seal(picturePurpose(form, document.id), forms[form]);
    await objectStore.put(pictureKey(form, document, document.id), sealed);
  }
}
