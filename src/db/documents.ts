import type { Sealer } from '../crypto/seal.ts';
import type { DocumentKind, DocumentSide, DocumentState, PictureFacts, Slot } from '../domain/document.ts';
import type { SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { isUuid, ofSession } from './tenancy.ts';

export interface Document extends SessionRef, PictureFacts {
  id: string;
  kind: DocumentKind;
  side: DocumentSide;
  state: DocumentState;
  /** Keyed hash of the bytes as they were uploaded. */
  fingerprint: Buffer;
  sizeBytes: number;
  fileNameSealed: Buffer | null;
  stagingKey: string;
  originalKey: string | null;
  displayKey: string | null;
  capturedAt: Date;
  supersededAt: Date | null;
}

const COLUMNS = {
  id: 'id',
  organizationId: 'organization_id',
  environment: 'environment',
  sessionId: 'session_id',
  kind: 'kind',
  side: 'side',
  state: 'state',
  fingerprint: 'fingerprint',
  contentType: 'content_type',
  sizeBytes: 'size_bytes',
  width: 'width',
  height: 'height',
  fileNameSealed: 'file_name_sealed',
  stagingKey: 'staging_key',
  originalKey: 'original_key',
  displayKey: 'display_key',
  capturedAt: 'captured_at',
  supersededAt: 'superseded_at',
};

export interface NewDocument extends PictureFacts {
  id: string;
  slot: Slot;
  fingerprint: Buffer;
  sizeBytes: number;
  fileName?: string | undefined;
  stagingKey: string;
}

/** Adds a document as the current one of its slot; the one before is superseded. Call under the session's lock. */
export async function insertDocument(
  tx: Db,
  ref: SessionRef,
  document: NewDocument,
  sealer: Sealer,
  now: Date,
): Promise<void> {
  await supersede(tx, ref, [document.slot], now);
  await tx('documents').insert({
    id: document.id,
    ...ofSession(ref),
    ...document.slot,
    fingerprint: document.fingerprint,
    content_type: document.contentType,
    size_bytes: document.sizeBytes,
    width: document.width,
    height: document.height,
    file_name_sealed: document.fileName && sealer.sealText(`file-name/${document.id}`, document.fileName),
    staging_key: document.stagingKey,
    captured_at: now,
  });
}

/** Takes the current documents out of these slots. What is still being read of them counts for nothing. */
export async function supersede(tx: Db, ref: SessionRef, slots: readonly Slot[], now: Date): Promise<void> {
  for (const slot of slots) {
    await tx('documents')
      .where({ ...ofSession(ref), ...slot, superseded_at: null })
      .update({ superseded_at: now });
  }
}

export function openFileName(document: Document, sealer: Sealer): string | undefined {
  return document.fileNameSealed
    ? sealer.openText(`file-name/${document.id}`, document.fileNameSealed)
    : undefined;
}

/** Uploads that a slot has had, retakes included. */
export async function countUploads(db: Db, ref: SessionRef, slot: Slot): Promise<number> {
  const row = await db('documents')
    .where({ ...ofSession(ref), ...slot })
    .count({ uploads: '*' })
    .first();
  return Number(row?.uploads ?? 0);
}

export async function findDocument(db: Db, ref: SessionRef, id: string): Promise<Document | undefined> {
  if (!isUuid(id)) return undefined;
  return db('documents')
    .where({ ...ofSession(ref), id })
    .first(COLUMNS);
}

/** One document a slot at most, in the order in which they were captured. */
export async function currentDocuments(db: Db, ref: SessionRef): Promise<Document[]> {
  return db('documents')
    .where({ ...ofSession(ref), superseded_at: null })
    .orderBy('captured_at')
    .orderBy('id')
    .select(COLUMNS);
}

/** Which of these staging objects a row still names. */
export async function namedStagingKeys(db: Db, keys: readonly string[]): Promise<Set<string>> {
  const rows: { staging_key: string }[] = await db('documents')
    .whereIn('staging_key', keys)
    .select('staging_key');
  return new Set(rows.map((row) => row.staging_key));
}

/** Records the final objects. True the first time. */
export async function markStored(
  tx: Db,
  ref: SessionRef,
  id: string,
  keys: { originalKey: string; displayKey: string },
): Promise<boolean> {
  const changed = await tx('documents')
    .where({ ...ofSession(ref), id, state: 'received' })
    .update({ state: 'stored', original_key: keys.originalKey, display_key: keys.displayKey });
  return changed === 1;
}

export async function markReading(
  tx: Db,
  ref: SessionRef,
  id: string,
  state: 'read' | 'unreadable',
): Promise<void> {
  await tx('documents')
    .where({ ...ofSession(ref), id })
    .whereIn('state', ['received', 'stored'])
    .update({ state });
}
