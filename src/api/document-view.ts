import type { z } from 'zod';
import { ObjectMissingError, ObjectStoreError } from '../adapters/object-store.ts';
import type { examination as examinationAnswer } from '../contract/documents.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { findSessionSealer } from '../db/data-keys.ts';
import { type Document, findTenantDocument } from '../db/documents.ts';
import { findHeatmapKeys, findSigns } from '../db/examinations.ts';
import { findPortraitKey } from '../db/face-comparisons.ts';
import type { Examination } from '../domain/examination.ts';
import { documentPath, picturePurpose } from '../domain/picture.ts';
import type { Tenant } from '../domain/session.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';

type ViewDeps = Pick<ApiDeps, 'db' | 'keys' | 'objectStore' | 'publicUrl' | 'log'>;
type ExaminationAnswer = z.input<typeof examinationAnswer>;

async function foundDocument({ db }: ViewDeps, tenant: Tenant, documentId: string): Promise<Document> {
  const document = await findTenantDocument(db, tenant, documentId);
  if (!document) throw new ApiError('DOCUMENT_NOT_FOUND');
  return document;
}

/** The signs about a document as they are known at this moment. Throws `DOCUMENT_NOT_FOUND`. */
export async function viewExamination(
  deps: ViewDeps,
  tenant: Tenant,
  documentId: string,
): Promise<ExaminationAnswer> {
  const document = await foundDocument(deps, tenant, documentId);
  const sealer = await findSessionSealer(deps.db, document, deps.keys);
  const signs = (await findSigns(deps.db, document, [document.id], sealer)).get(document.id);
  return {
    ok: true,
    sessionId: document.sessionId,
    documentId: document.id,
    state: stateOf(signs?.examination),
    heatmap: signs?.heatmapKey ? deps.publicUrl + documentPath(document.id, 'heatmap') : null,
    heatmapNote: signs?.examination?.heatmapNote ?? null,
    ranking: signs?.examination?.ranking ?? [],
    traces: signs?.examination?.traces ?? [],
    numberSeenIn: signs?.numberSeenIn ?? null,
    pictureSeenIn: signs?.pictureSeenIn ?? null,
  };
}

function stateOf(examination: Examination | undefined): ExaminationAnswer['state'] {
  if (!examination) return 'pending';
  return examination.examined ? 'examined' : 'failed';
}

type ServedForm = 'display' | 'heatmap' | 'portrait';

const ABSENT: Record<ServedForm, ErrorCode> = {
  display: 'DOCUMENT_NOT_FOUND',
  heatmap: 'HEATMAP_NOT_FOUND',
  portrait: 'PORTRAIT_NOT_FOUND',
};

async function keyOf(
  { db }: ViewDeps,
  document: Document,
  form: ServedForm,
): Promise<string | null | undefined> {
  if (form === 'heatmap') return (await findHeatmapKeys(db, document, [document.id])).get(document.id);
  return form === 'portrait' ? findPortraitKey(db, document, document.id) : document.displayKey;
}

/**
 * The bytes of one form of a document, opened. Throws `DOCUMENT_NOT_FOUND`, `HEATMAP_NOT_FOUND` where there is no map,
 * `PORTRAIT_NOT_FOUND` where none was cut out, and `BUSY` where the object store does not give it.
 */
export async function openForm(
  deps: ViewDeps,
  tenant: Tenant,
  documentId: string,
  form: ServedForm,
): Promise<Buffer> {
  const document = await foundDocument(deps, tenant, documentId);
  const sealer = await findSessionSealer(deps.db, document, deps.keys);
  const key = await keyOf(deps, document, form);
  if (!key) throw new ApiError(ABSENT[form]);
  try {
    return sealer.open(picturePurpose(form, document.id), await deps.objectStore.get(key));
  } catch (error) {
    if (error instanceof ObjectMissingError) throw new ApiError(ABSENT[form]);
    if (!(error instanceof ObjectStoreError)) throw error;
    deps.log.warn({ code: 'PICTURE_NOT_FETCHED', errorCode: error.code });
    throw new ApiError('BUSY', { headers: { 'Retry-After': '5' } });
  }
}
