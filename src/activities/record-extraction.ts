import { marksOf } from '../crypto/mark.ts';
import { findSessionSealer } from '../db/data-keys.ts';
import { insertMarks } from '../db/document-marks.ts';
import { type Document, findDocument, markReading } from '../db/documents.ts';
import { findSigns } from '../db/examinations.ts';
import { findReadings, insertExtractionOnce } from '../db/extractions.ts';
import { changeAndTell } from '../db/session-events.ts';
import { lockSession } from '../db/sessions.ts';
import { cautionChecks, documentNumbers } from '../domain/caution.ts';
import { documentPath } from '../domain/picture.ts';
import type { Reading } from '../domain/reading.ts';
import type { SessionRef } from '../domain/session.ts';
import { documentChecks, extractedFields } from '../domain/webhook-event.ts';
import type { ActivityDeps } from './deps.ts';
import { permanentFailure } from './failure.ts';
import { freezeWebhookEvent } from './freeze-webhook-event.ts';
import { READER_FAILED } from './read-document.ts';

export interface RecordExtractionInput extends SessionRef {
  documentId: string;
  /** ISO 8601, the workflow's time. */
  at: string;
}

export interface RecordedExtraction {
  status: Reading['status'] | 'superseded';
  /** The event to deliver; null where there is no receiver, or another picture took the document's place. */
  eventId: string | null;
}

/**
 * Writes that a document was read, with its event (none for a selfie), in one transaction. A document that has no reading by now has
 * none because the reader gave up on it: it is recorded as unreadable. A second run finds the first one's result.
 */
export const recordExtraction =
  ({ db, keys, publicUrl }: Pick<ActivityDeps, 'db' | 'keys' | 'publicUrl'>) =>
  async (input: RecordExtractionInput): Promise<RecordedExtraction> => {
    const at = new Date(input.at);
    const sealer = await findSessionSealer(db, input, keys);
    return db.transaction(async (tx) => {
      const session = await lockSession(tx, input);
      const document = await findDocument(tx, input, input.documentId);
      if (!session || !document) throw permanentFailure('DOCUMENT_NOT_FOUND');
      if (document.supersededAt !== null) return { status: 'superseded', eventId: null };

      const given: Reading = {
        status: 'unreadable',
        kind: document.kind,
        reason: 'READER_FAILED',
        reader: READER_FAILED,
      };
      const known = (await findReadings(tx, input, [document.id], sealer)).get(document.id);
      if (!known) {
        const extraction = { documentId: document.id, reading: given, durationMs: 0 };
        await insertExtractionOnce(tx, input, extraction, sealer, at);
      }
      const reading = known ?? given;
      const isNew = await changeAndTell(tx, input, markReading(input, document.id, reading.status), {
        type: 'document.read',
        detail: timelineDetail(document, reading),
        at,
      });
      const marks = documentNumbers(reading).flatMap((number) =>
        marksOf(keys, input, 'document_number', `${document.kind}/${number}`),
      );
      await insertMarks(tx, input, { documentId: document.id, kind: 'document_number', marks }, at);
      // Nothing is extracted from a selfie: what comes of it is told with the decision.
      if (document.kind === 'selfie') return { status: reading.status, eventId: null };
      const signs = (await findSigns(tx, input, [document.id], sealer)).get(document.id);
      const fact = { session, kind: 'verification.extraction', subject: document.id, at, isNew } as const;
      const eventId = await freezeWebhookEvent(tx, fact, sealer, (envelope) => ({
        ...envelope,
        document: { id: document.id, kind: document.kind, side: document.side, status: reading.status },
        extracted: extractedFields(reading),
        checks: [...documentChecks(reading), ...(signs ? cautionChecks(signs) : [])],
        heatmaps: signs?.heatmapKey ? [publicUrl + documentPath(document.id, 'heatmap')] : [],
        heatmapNote: signs?.examination?.heatmapNote ?? null,
      }));
      return { status: reading.status, eventId };
    });
  };

function timelineDetail(document: Document, reading: Reading) {
  const detail = {
    documentId: document.id,
    kind: document.kind,
    side: document.side,
    status: reading.status,
  };
  return reading.status === 'unreadable' ? { ...detail, reason: reading.reason } : detail;
}
