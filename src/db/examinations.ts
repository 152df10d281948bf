import { v7 as uuidv7 } from 'uuid';
import type { Sealer } from '../crypto/seal.ts';
import type { DocumentSigns } from '../domain/caution.ts';
import type { Examination } from '../domain/examination.ts';
import type { SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { countSeenElsewhere } from './document-marks.ts';
import { ofSession } from './tenancy.ts';

export interface KeptExamination extends Examination {
  /** Null where there is no map of the document. */
  heatmapKey: string | null;
}

/** Keeps what examining a document gave, sealed. True the first time; a repeated one changes nothing. */
export async function insertExaminationOnce(
  tx: Db,
  ref: SessionRef,
  given: { documentId: string; examination: Examination; heatmapKey: string | null },
  sealer: Sealer,
  now: Date,
): Promise<boolean> {
  const { documentId, examination, heatmapKey } = given;
  const inserted = await tx('examinations')
    .insert({
      id: uuidv7(),
      ...ofSession(ref),
      document_id: documentId,
      heatmap_key: heatmapKey,
      examination_sealed: sealer.sealText(`examination/${documentId}`, JSON.stringify(examination)),
      created_at: now,
    })
    .onConflict('document_id')
    .ignore()
    .returning('id');
  return inserted.length === 1;
}

/** Examinations of these documents, by document. */
export async function findExaminations(
  db: Db,
  ref: SessionRef,
  documentIds: readonly string[],
  sealer: Sealer,
): Promise<Map<string, KeptExamination>> {
  const rows: { document_id: string; heatmap_key: string | null; examination_sealed: Buffer }[] = await db(
    'examinations',
  )
    .where(ofSession(ref))
    .whereIn('document_id', documentIds)
    .select('document_id', 'heatmap_key', 'examination_sealed');
  return new Map(
    rows.map((row) => {
      const text = sealer.openText(`examination/${row.document_id}`, row.examination_sealed);
      return [row.document_id, { ...(JSON.parse(text) as Examination), heatmapKey: row.heatmap_key }];
    }),
  );
}

/** The names of the maps of those of these documents that were examined, by document; null where there is none. */
export async function findHeatmapKeys(
  db: Db,
  ref: SessionRef,
  documentIds: readonly string[],
): Promise<Map<string, string | null>> {
  const rows: { document_id: string; heatmap_key: string | null }[] = await db('examinations')
    .where(ofSession(ref))
    .whereIn('document_id', documentIds)
    .select('document_id', 'heatmap_key');
  return new Map(rows.map((row) => [row.document_id, row.heatmap_key]));
}

/** The signs about these documents as they are known at this moment, by document. */
export async function findSigns(
  db: Db,
  ref: SessionRef,
  documentIds: readonly string[],
  sealer: Sealer,
): Promise<Map<string, DocumentSigns & { heatmapKey: string | null }>> {
  const examinations = await findExaminations(db, ref, documentIds, sealer);
  const seen = await countSeenElsewhere(db, ref, documentIds);
  return new Map(
    documentIds.map((id) => {
      const kept = examinations.get(id);
      const { document_number: numberSeenIn, picture: pictureSeenIn } = seen.get(id) ?? {};
      return [id, { examination: kept, numberSeenIn, pictureSeenIn, heatmapKey: kept?.heatmapKey ?? null }];
    }),
  );
}
