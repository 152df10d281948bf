import { z } from 'zod';
import {
  AGREEMENTS,
  CAUTIONS,
  CHECKS,
  FACE_CHECKS,
  NOTES,
  OUTCOMES,
  REASON_CODES,
} from '../domain/decision.ts';
import { DOCUMENT_KINDS, DOCUMENT_SIDES, SLOT_NAMES } from '../domain/document.ts';
import { EDITING_TRACES, HEATMAP_NOTES } from '../domain/examination.ts';
import { COMPARED_FIELDS } from '../domain/field-comparison.ts';
import { ENVIRONMENTS, REVIEW_STATUSES } from '../domain/session.ts';
import { type CompletedEvent, type ExtractionEvent, FIELD_SOURCES } from '../domain/webhook-event.ts';
import { keptMetadata } from './metadata.ts';
import { toldSelfie } from './selfie.ts';

const envelope = {
  id: z
    .uuid()
    .meta({ description: 'The same on every attempt: by it a receiver knows what it already has.' }),
  sequence: z
    .int()
    .positive()
    .meta({ description: 'Counts the events of one session from 1; the higher one is the newer.' }),
  createdAt: z.iso.datetime(),
  environment: z.enum(ENVIRONMENTS),
  verificationSessionId: z.uuid(),
  externalUserId: z.string().nullable(),
  metadata: keptMetadata,
};

const pixels = z.number().nonnegative();
const extracted = z.record(
  z.string(),
  z.object({
    value: z.string(),
    confidence: z.number().min(0).max(1),
    source: z.enum(FIELD_SOURCES),
    box: z
      .object({ left: pixels, top: pixels, right: pixels, bottom: pixels })
      .optional()
      .meta({ description: 'Where it stands: pixels of the upright picture at its full size.' }),
  }),
);

/** A document was analysed. */
export const extractionEvent = z.object({
  ...envelope,
  event: z.literal('verification.extraction'),
  document: z.object({
    id: z.uuid(),
    kind: z.enum(DOCUMENT_KINDS),
    side: z.enum(DOCUMENT_SIDES),
    status: z.enum(['read', 'unreadable']),
  }),
  extracted,
  checks: z.array(
    z.object({
      check: z.enum([
        'document_read',
        'mrz_check_digits',
        'print_matches_mrz',
        'print_matches_barcode',
        ...CAUTIONS,
      ]),
      outcome: z.enum(OUTCOMES),
      reason: z.string().optional(),
      field: z
        .enum(COMPARED_FIELDS)
        .optional()
        .meta({ description: 'The field whose print was compared with the zone or the barcode.' }),
      comparison: z.enum(['match', 'mismatch', 'absent']).optional(),
      count: z
        .int()
        .nonnegative()
        .optional()
        .meta({ description: 'Other sessions of yours, in the same environment, in which it was seen.' }),
      traces: z.array(z.enum(EDITING_TRACES)).optional(),
    }),
  ),
  heatmaps: z.array(z.string()).meta({
    description:
      'Addresses of PNG maps of error levels; fetch them with your secret key. Advice, never proof.',
  }),
  heatmapNote: z.enum(HEATMAP_NOTES).nullable().meta({
    description:
      'Why there is no map, or what the one that there is must not be taken for. Null where neither is so.',
  }),
});

/** The session is approved, rejected or waits for a person; once more when the person has decided. */
export const completedEvent = z.object({
  ...envelope,
  event: z.literal('verification.completed'),
  decision: z.enum(['approved', 'rejected']).nullable(),
  reviewStatus: z.enum(REVIEW_STATUSES),
  reasons: z.array(z.enum(REASON_CODES)),
  checks: z.array(
    z.object({
      slot: z.enum(SLOT_NAMES),
      check: z.enum([...CHECKS, ...AGREEMENTS, ...CAUTIONS, ...NOTES, ...FACE_CHECKS]),
      outcome: z.enum(OUTCOMES),
    }),
  ),
  extracted: z.partialRecord(z.enum(SLOT_NAMES), extracted),
  selfie: toldSelfie.nullable(),
});

export const webhookEvents = {
  'verification.extraction': extractionEvent,
  'verification.completed': completedEvent,
} as const;

/** Fails to compile where what is sent no longer fits what is promised. */
type Promised<Sent extends z.output<Schema>, Schema extends z.ZodType> = Sent;
export type PromisedEvents = {
  extraction: Promised<ExtractionEvent & { event: 'verification.extraction' }, typeof extractionEvent>;
  completed: Promised<CompletedEvent & { event: 'verification.completed' }, typeof completedEvent>;
};
