import { v7 as uuidv7 } from 'uuid';
import type { Sealer } from '../crypto/seal.ts';
import { slotName } from '../domain/document.ts';
import type { SlotReadings } from '../domain/finding.ts';
import type { Reading } from '../domain/reading.ts';
import type { SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import type { Document } from './documents.ts';
import { ofSession } from './tenancy.ts';

/** Keeps what a document was read as, sealed. True the first time; a repeated reading of the document changes nothing. */
export async function insertExtractionOnce(
  tx: Db,
  ref: SessionRef,
  extraction: { documentId: string; reading: Reading; durationMs: number },
  sealer: Sealer,
  now: Date,
): Promise<boolean> {
  const { documentId, reading, durationMs } = extraction;
  const inserted = await tx('extractions')
    .insert({
      id: uuidv7(),
      ...ofSession(ref),
      document_id: documentId,
      status: reading.status,
      unreadable_reason: reading.status === 'unreadable' ? reading.reason : null,
      reader: reading.reader,
      reading_sealed: sealer.sealText(`reading/${documentId}`, JSON.stringify(reading)),
      duration_ms: Math.round(durationMs),
      created_at: now,
    })
    .onConflict('document_id')
    .ignore()
    .returning('id');
  return inserted.length === 1;
}

/** Readings of these documents, by document. */
export async function findReadings(
  db: Db,
  ref: SessionRef,
  documentIds: readonly string[],
  sealer: Sealer,
): Promise<Map<string, Reading>> {
  const rows: { document_id: string; reading_sealed: Buffer }[] = await db('extractions')
    .where(ofSession(ref))
    .whereIn('document_id', documentIds)
    .select('document_id', 'reading_sealed');
  return new Map(
    rows.map((row) => [
      row.document_id,
      JSON.parse(sealer.openText(`reading/${row.document_id}`, row.reading_sealed)),
    ]),
  );
}

/** What stands in the slots of these documents. One without a reading counts as unread, never as absent. */
export async function readingsBySlot(
  db: Db,
  ref: SessionRef,
  documents: readonly Document[],
  sealer: Sealer,
): Promise<SlotReadings> {
  const ids = documents.map((document) => document.id);
  const readings = await findReadings(db, ref, ids, sealer);
  const bySlot = documents.flatMap((document) => {
    const name = slotName(document);
    return name ? [[name, readings.get(document.id) ?? 'unread'] as const] : [];
  });
  return Object.fromEntries(bySlot);
}
