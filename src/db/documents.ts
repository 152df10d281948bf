import type { Sealer } from '../crypto/seal.ts';
import type { DocumentKind, DocumentSide, DocumentState, PictureFacts, Slot } from '../domain/document.ts';
import type { QualityRefusal } from '../domain/picture-quality.ts';
import type { SessionRef, Tenant } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { insertTogether, type NewRow, type Statement } from './insert-together.ts';
import { allRows, firstRow, listed } from './rows.ts';
import { isUuid, ofSession, ofTenant } from './tenancy.ts';

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
  /** What inspection found wrong with the picture; it is used all the same where `refusedAt` is null. */
  qualityProblems: QualityRefusal[];
  likenessSealed: Buffer | null;
  /** Since when it waits for the end-user to have it used anyway; such a picture is superseded from the start. */
  refusedAt: Date | null;
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
  qualityProblems: 'quality_problems',
  likenessSealed: 'likeness_sealed',
  refusedAt: 'refused_at',
};

const OF_SESSION = `
  select ${listed(COLUMNS)} from documents where organization_id = ? and environment = ? and session_id = ?`;
const FIND = `${OF_SESSION} and id = ?`;
const CURRENT = `${OF_SESSION} and superseded_at is null order by captured_at, id`;

export interface NewDocument extends PictureFacts {
  id: string;
  slot: Slot;
  fingerprint: Buffer;
  sizeBytes: number;
  fileName?: string | undefined;
  stagingKey: string;
  qualityProblems?: readonly QualityRefusal[];
  /** See `PictureLook`. */
  likeness?: string | undefined;
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
  await insertTogether(tx, [newDocumentRow(ref, document, sealer, now)]);
}

/** A picture that was refused for its quality. The current one of its slot, if there is one, stays. */
export function refusedDocumentRow(
  ref: SessionRef,
  document: NewDocument,
  sealer: Sealer,
  now: Date,
): NewRow {
  const { table, columns } = newDocumentRow(ref, document, sealer, now);
  return { table, columns: { ...columns, superseded_at: now, refused_at: now } };
}

/** The current document of a slot that has none: {@link supersede} the one before. */
export function newDocumentRow(ref: SessionRef, document: NewDocument, sealer: Sealer, now: Date): NewRow {
  const { id, slot, fileName, likeness, qualityProblems = [] } = document;
  const columns = {
    id,
    ...ofSession(ref),
    ...slot,
    fingerprint: document.fingerprint,
    content_type: document.contentType,
    size_bytes: document.sizeBytes,
    width: document.width,
    height: document.height,
    file_name_sealed: fileName && sealer.sealText(`file-name/${id}`, fileName),
    staging_key: document.stagingKey,
    captured_at: now,
    quality_problems: JSON.stringify(qualityProblems),
    likeness_sealed: likeness && sealer.sealText(`likeness/${id}`, likeness),
  };
  return { table: 'documents', columns };
}

/** The newest picture of a slot, where it was refused and may still be used. */
export async function findRefusedDocument(
  db: Db,
  ref: SessionRef,
  slot: Slot,
): Promise<Document | undefined> {
  const newest: Document | undefined = await db('documents')
    .where({ ...ofSession(ref), ...slot })
    .orderBy('captured_at', 'desc')
    .orderBy('id', 'desc')
    .first(COLUMNS);
  return newest?.refusedAt ? newest : undefined;
}

/** Pictures of a slot that were refused for their quality, those included that were used anyway. */
export async function countRefusals(db: Db, ref: SessionRef, slot: Slot): Promise<number> {
  const row = await db('documents')
    .where({ ...ofSession(ref), ...slot })
    .whereRaw(`quality_problems <> '[]'`)
    .count({ refusals: '*' })
    .first();
  return Number(row?.refusals ?? 0);
}

/** Makes a refused picture the current one of its slot. Call under the session's lock. */
export async function useRefusedDocument(
  tx: Db,
  ref: SessionRef,
  id: string,
  slot: Slot,
  now: Date,
): Promise<void> {
  await supersede(tx, ref, [slot], now);
  await tx('documents')
    .where({ ...ofSession(ref), ...slot, id })
    .update({ superseded_at: null, refused_at: null, captured_at: now });
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

export function openLikeness(document: Document, sealer: Sealer): string | undefined {
  return document.likenessSealed
    ? sealer.openText(`likeness/${document.id}`, document.likenessSealed)
    : undefined;
}

/** Uploads that a slot has had, retakes and refused pictures included. */
export async function countUploads(db: Db, ref: SessionRef, slot: Slot): Promise<number> {
  const row = await db('documents')
    .where({ ...ofSession(ref), ...slot })
    .count({ uploads: '*' })
    .first();
  return Number(row?.uploads ?? 0);
}

export async function findDocument(db: Db, ref: SessionRef, id: string): Promise<Document | undefined> {
  if (!isUuid(id)) return undefined;
  return firstRow(db, FIND, [ref.organizationId, ref.environment, ref.sessionId, id]);
}

/** Undefined alike where there is none and where it is another tenant's. */
export async function findTenantDocument(db: Db, tenant: Tenant, id: string): Promise<Document | undefined> {
  if (!isUuid(id)) return undefined;
  return db('documents')
    .where({ ...ofTenant(tenant), id })
    .first(COLUMNS);
}

/** One document a slot at most, in the order in which they were captured. */
export async function currentDocuments(db: Db, ref: SessionRef): Promise<Document[]> {
  return allRows(db, CURRENT, [ref.organizationId, ref.environment, ref.sessionId]);
}

/** Which of these staging objects a row still needs: none of a refused picture once its session takes no more. */
export async function namedStagingKeys(db: Db, keys: readonly string[], now: Date): Promise<Set<string>> {
  const rows: { staging_key: string }[] = await db('documents as d')
    .join('verification_sessions as s', 's.id', 'd.session_id')
    .whereIn('d.staging_key', keys)
    .where((needed) =>
      needed
        .whereNull('d.refused_at')
        .orWhere((open) =>
          open
            .whereIn('s.phase', ['created', 'capturing'])
            .whereNull('s.submitted_at')
            .where('s.expires_at', '>', now),
        ),
    )
    .select({ staging_key: 'd.staging_key' });
  return new Set(rows.map((row) => row.staging_key));
}

const ONE_OF_SESSION = 'organization_id = ? and environment = ? and session_id = ? and id = ?';

/** Records the final objects, in a document that has none yet. */
export function markStored(
  ref: SessionRef,
  id: string,
  keys: { originalKey: string; displayKey: string },
): Statement {
  return {
    text: `update documents set state = 'stored', original_key = ?, display_key = ?
      where ${ONE_OF_SESSION} and state = 'received'`,
    values: [keys.originalKey, keys.displayKey, ref.organizationId, ref.environment, ref.sessionId, id],
  };
}

/** Records how a document was read that nobody has read yet. */
export function markReading(ref: SessionRef, id: string, state: 'read' | 'unreadable'): Statement {
  return {
    text: `update documents set state = ? where ${ONE_OF_SESSION} and state in ('received', 'stored')`,
    values: [state, ref.organizationId, ref.environment, ref.sessionId, id],
  };
}
