import { v7 as uuidv7 } from 'uuid';
import type { Sealer } from '../crypto/seal.ts';
import { type FaceComparison, type ToldSelfie, toldComparison } from '../domain/face.ts';
import { documentPath } from '../domain/picture.ts';
import type { SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import type { Session } from './sessions.ts';
import { ofSession } from './tenancy.ts';

/** Where the portrait that was cut out of a document is kept. */
export interface KeptPortrait {
  documentId: string;
  key: string;
}

export interface KeptComparison {
  comparison: FaceComparison;
  /** Null where no portrait was found. */
  portrait: KeptPortrait | null;
}

const PURPOSE = 'face-comparison';

/** Keeps what comparing the faces of a session gave, sealed. True the first time; a repeated one changes nothing. */
export async function insertFaceComparisonOnce(
  db: Db,
  ref: SessionRef,
  { comparison, portrait }: KeptComparison,
  sealer: Sealer,
  now: Date,
): Promise<boolean> {
  const inserted = await db('face_comparisons')
    .insert({
      id: uuidv7(),
      ...ofSession(ref),
      portrait_document_id: portrait?.documentId,
      portrait_key: portrait?.key,
      comparison_sealed: sealer.sealText(PURPOSE, JSON.stringify(comparison)),
      created_at: now,
    })
    .onConflict('session_id')
    .ignore()
    .returning('id');
  return inserted.length === 1;
}

/** Undefined where faces were not compared, or not yet. */
export async function findFaceComparison(
  db: Db,
  ref: SessionRef,
  sealer: Sealer,
): Promise<KeptComparison | undefined> {
  const row = await db('face_comparisons').where(ofSession(ref)).first();
  if (!row) return undefined;
  const portrait = row.portrait_key ? { documentId: row.portrait_document_id, key: row.portrait_key } : null;
  return { comparison: JSON.parse(sealer.openText(PURPOSE, row.comparison_sealed)), portrait };
}

/** The name of the object that holds the portrait of a document, if there is one. */
export async function findPortraitKey(
  db: Db,
  ref: SessionRef,
  documentId: string,
): Promise<string | undefined> {
  const row = await db('face_comparisons')
    .where({ ...ofSession(ref), portrait_document_id: documentId })
    .first('portrait_key');
  return row?.portrait_key;
}

/** How a session stands with its selfie, as its tenant is told; null where none is asked for. */
export async function toldSelfieOf(
  db: Db,
  session: Session,
  sealer: Sealer,
  publicUrl: string,
): Promise<ToldSelfie | null> {
  const { selfieTurn, selfieAnswer } = session;
  if (!selfieTurn) return null;
  const kept = selfieAnswer === 'given' ? await findFaceComparison(db, session, sealer) : undefined;
  if (!kept) return { answer: selfieAnswer, comparison: null };
  const portrait = kept.portrait && publicUrl + documentPath(kept.portrait.documentId, 'portrait');
  return { answer: selfieAnswer, comparison: toldComparison(kept.comparison, selfieTurn, portrait) };
}
