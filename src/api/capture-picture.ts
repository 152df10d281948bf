import { v7 as uuidv7 } from 'uuid';
import { ObjectStoreError } from '../adapters/object-store.ts';
import type { Sealer } from '../crypto/seal.ts';
import type { Db } from '../db/connection.ts';
import { findSessionSealer } from '../db/data-keys.ts';
import {
  countRefusals,
  countUploads,
  type Document,
  type NewDocument,
  newDocumentRow,
  openLikeness,
  refusedDocumentRow,
  supersede,
} from '../db/documents.ts';
import { newOutboxRow, type OutboxRow } from '../db/outbox.ts';
import { policyOf } from '../db/policies.ts';
import { appendSessionEvent } from '../db/session-events.ts';
import { lockSession, type Session } from '../db/sessions.ts';
import {
  MAX_FILE_NAME_LENGTH,
  MAX_PICTURE_BYTES,
  MAX_UPLOADS_PER_SLOT,
  otherSideOf,
  type PictureFacts,
  SLOTS,
  type SlotName,
  subjectOf,
} from '../domain/document.ts';
import { refusalOf } from '../domain/journey.ts';
import { PICTURE_FINGERPRINT, pictureKey, picturePurpose } from '../domain/picture.ts';
import { type PictureLook, type QualityRefusal, qualityProblems } from '../domain/picture-quality.ts';
import { relayFrom } from '../relay/outbox.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { type Journey, readJourney } from './journey.ts';

export type CaptureDeps = Pick<
  ApiDeps,
  'db' | 'keys' | 'objectStore' | 'inspectPicture' | 'dispatch' | 'clock' | 'log'
>;

export interface Capture {
  slot: SlotName;
  /** As they were uploaded. */
  bytes: Buffer;
  fileName?: string | undefined;
  /** True: the end-user wants it used although it cannot be read well. Heard once it was refused a few times. */
  anyway?: boolean;
}

/**
 * Takes a picture in as the current document of its slot: judged, hashed, sealed and staged; then row and message in
 * one transaction. The picture that the slot already holds makes no second document, so that an upload may be
 * repeated after a lost answer. One that cannot be read well is kept beside, so that it can be used anyway, and
 * refused. Throws the refusals of pictures, their quality and the journey, `TOO_MANY_UPLOADS`, and `BUSY` where the
 * object store does not take it.
 */
export async function capturePicture(
  deps: CaptureDeps,
  session: Session,
  capture: Capture,
): Promise<{ documentId: string }> {
  const { slot, bytes } = capture;
  if (bytes.length === 0) throw new ApiError('PICTURE_MISSING');
  if (bytes.length > MAX_PICTURE_BYTES) throw new ApiError('PICTURE_TOO_LARGE');
  const sealer = await findSessionSealer(deps.db, session, deps.keys);
  const fingerprint = sealer.fingerprint(PICTURE_FINGERPRINT, bytes);
  const { known } = await admit(deps.db, session, { slot, fingerprint, now: deps.clock() });
  if (known) return { documentId: known.id };

  const { facts, look } = await inspect(deps, bytes, slot);
  if (facts.contentType === 'application/pdf' && slot !== 'proof-of-address')
    throw new ApiError('PICTURE_IS_PDF');
  const id = uuidv7();
  const document: NewDocument = {
    ...facts,
    id,
    slot: SLOTS[slot],
    fingerprint,
    sizeBytes: bytes.length,
    fileName: capture.fileName?.slice(0, MAX_FILE_NAME_LENGTH) || undefined,
    stagingKey: pictureKey('staging', session, id),
    likeness: look?.likeness,
  };
  await stage(deps, document.stagingKey, sealer.seal(picturePurpose('staging', id), bytes));
  const anyway = capture.anyway ?? false;
  const { documentId, message, refusal } = await record(deps, session, {
    slot,
    document,
    look,
    anyway,
    sealer,
  });
  if (refusal) throw new ApiError(refusal);
  if (message) await deps.dispatch(message);
  return { documentId };
}

const busy = () => new ApiError('BUSY', { headers: { 'Retry-After': '5' } });

/**
 * Failures of inspection by their names, since pixels are another room's matter. A crash is the picture's doing, and so
 * is a decoding that takes a hundred times as long as others.
 */
const INSPECTION_FAILURES: Record<string, () => ApiError> = {
  VisionBusyError: busy,
  VisionStartError: busy,
  VisionTimeoutError: () => new ApiError('PICTURE_TAKES_TOO_LONG'),
  VisionClosedError: busy,
  VisionCrashError: () => new ApiError('PICTURE_CORRUPT'),
};

async function inspect(
  { inspectPicture, log }: CaptureDeps,
  bytes: Buffer,
  slot: SlotName,
): Promise<{ facts: PictureFacts; look?: PictureLook }> {
  try {
    const inspection = await inspectPicture(bytes, subjectOf(slot));
    if (inspection.accepted) return inspection;
    throw new ApiError(inspection.refusal);
  } catch (error) {
    const known = error instanceof Error ? INSPECTION_FAILURES[error.name] : undefined;
    if (!known) throw error;
    log.warn({ code: 'INSPECTION_FAILED', error: (error as Error).name });
    throw known();
  }
}

/** What was staged and gets no row is taken away by the sweeper. */
async function stage({ objectStore, log }: CaptureDeps, key: string, sealed: Buffer): Promise<void> {
  try {
    await objectStore.put(key, sealed);
  } catch (error) {
    if (!(error instanceof ObjectStoreError)) throw error;
    log.warn({ code: 'STAGING_FAILED', errorCode: error.code });
    throw busy();
  }
}

interface Recorded {
  documentId: string;
  /** Undefined where the slot held this picture already, and where it was refused. */
  message?: OutboxRow;
  refusal?: QualityRefusal | undefined;
}

interface Recording {
  slot: SlotName;
  document: NewDocument;
  look: PictureLook | undefined;
  anyway: boolean;
  sealer: Sealer;
}

/** Judges again under the row's lock: another device may have sent, canceled or uploaded meanwhile. */
function record({ db, clock }: CaptureDeps, ref: Session, recording: Recording): Promise<Recorded> {
  const { slot, sealer } = recording;
  return db.transaction(async (tx) => {
    const session = await lockSession(tx, ref);
    if (!session) throw new ApiError('SESSION_NOT_FOUND');
    const now = clock();
    const { fingerprint } = recording.document;
    const { known, documents } = await admit(tx, session, { slot, fingerprint, now });
    if (known) return { documentId: known.id };
    const { problems, refused } = await judge(tx, session, recording, documents);
    const document = { ...recording.document, qualityProblems: problems };
    const detail = { documentId: document.id, slot, ...(problems.length > 0 && { problems }) };
    if (refused) {
      const row = refusedDocumentRow(session, document, sealer, now);
      await appendSessionEvent(tx, session, 'document.refused', detail, now, [row]);
      return { documentId: document.id, refusal: problems[0] };
    }
    if (documents[slot]) await supersede(tx, session, [SLOTS[slot]], now);
    const row = newDocumentRow(session, document, sealer, now);
    const message = { kind: 'documentCaptured', documentId: document.id } as const;
    const told = newOutboxRow(session, message, now, relayFrom(now));
    await appendSessionEvent(tx, session, 'document.received', detail, now, [row, told.row]);
    return { documentId: document.id, message: told.outbox };
  });
}

/** What is wrong with the picture under the session's policy, and whether it is refused for it. */
async function judge(
  tx: Db,
  session: Session,
  { slot, look, anyway, document, sealer }: Recording,
  documents: Journey['documents'],
): Promise<{ problems: QualityRefusal[]; refused: boolean }> {
  if (!look) return { problems: [], refused: false };
  const { quality: limits } = (await policyOf(tx, session)).rules;
  const otherSlot = otherSideOf(slot);
  const other = otherSlot && documents[otherSlot];
  const otherSide = other?.fingerprint.equals(document.fingerprint)
    ? look.likeness
    : other && openLikeness(other, sealer);
  const problems = qualityProblems(look, { slot, subject: subjectOf(slot), limits, otherSide });
  const mayInsist = anyway && (await countRefusals(tx, session, SLOTS[slot])) >= limits.refusalsBeforeAnyway;
  return { problems, refused: problems.length > 0 && !mayInsist };
}

/** The current documents, and the one that is this picture already. Throws where no further picture may be taken in. */
async function admit(
  db: Db,
  session: Session,
  { slot, fingerprint, now }: { slot: SlotName; fingerprint: Buffer; now: Date },
): Promise<{ known?: Document; documents: Journey['documents'] }> {
  const { facts, documents } = await readJourney(db, session, now);
  const refusal = refusalOf({ name: 'capture', slot }, facts);
  if (refusal) throw new ApiError(refusal);
  const current = documents[slot];
  if (current?.fingerprint.equals(fingerprint)) return { known: current, documents };
  const uploads = await countUploads(db, session, SLOTS[slot]);
  if (uploads >= MAX_UPLOADS_PER_SLOT) throw new ApiError('TOO_MANY_UPLOADS');
  return { documents };
}
