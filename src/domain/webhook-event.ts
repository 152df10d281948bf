import type { Finding, ReasonCode } from './decision.ts';
import type { DocumentKind, DocumentSide, SlotName } from './document.ts';
import { checkDigitOutcome, type Reading, type UnreadableReason } from './reading.ts';
import type { Environment, ReviewStatus } from './session.ts';

export const WEBHOOK_EVENT_KINDS = ['verification.extraction', 'verification.completed'] as const;
export type WebhookEventKind = (typeof WEBHOOK_EVENT_KINDS)[number];

/** What every event begins with. `sequence` counts the events of one session from 1 without gaps. */
export interface WebhookEnvelope {
  id: string;
  event: WebhookEventKind;
  sequence: number;
  createdAt: string;
  environment: Environment;
  verificationSessionId: string;
  externalUserId: string | null;
  metadata: Record<string, unknown>;
}

/** The fields of a document by name, with where each was read. */
export type Extracted = Record<string, { value: string; confidence: number; source: 'mrz' | 'printed' }>;

/** One check of a document, told as a code. */
export interface DocumentCheck {
  check: 'document_read' | 'mrz_check_digits';
  outcome: 'pass' | 'fail' | 'unknown';
  reason?: UnreadableReason;
}

export interface ExtractionEvent extends WebhookEnvelope {
  document: { id: string; kind: DocumentKind; side: DocumentSide; status: Reading['status'] };
  extracted: Extracted;
  checks: DocumentCheck[];
  /** References to maps of where a picture may have been altered. */
  heatmaps: string[];
}

export interface CompletedEvent extends WebhookEnvelope {
  decision: 'approved' | 'rejected' | null;
  reviewStatus: ReviewStatus;
  reasons: ReasonCode[];
  checks: Pick<Finding, 'slot' | 'check' | 'outcome'>[];
  extracted: Partial<Record<SlotName, Extracted>>;
}

/** Fields as events tell them: the zone under right check digits is preferred to the print of the same field. */
export function extractedFields(reading: Reading): Extracted {
  if (reading.status === 'unreadable') return {};
  const told = (fields: object, source: 'mrz' | 'printed') =>
    Object.entries(fields).map(
      ([name, { value, confidence }]) => [name, { value, confidence, source }] as const,
    );
  return Object.fromEntries([...told(reading.printed, 'printed'), ...told(reading.mrz?.fields ?? {}, 'mrz')]);
}

/** What can be said of one document by itself. */
export function documentChecks(reading: Reading): DocumentCheck[] {
  if (reading.status === 'unreadable')
    return [{ check: 'document_read', outcome: 'fail', reason: reading.reason }];
  const read: DocumentCheck = { check: 'document_read', outcome: 'pass' };
  return reading.mrz
    ? [read, { check: 'mrz_check_digits', outcome: checkDigitOutcome(reading.mrz) }]
    : [read];
}

/** The bytes of an event: made once, kept, signed and sent as they are. */
export function eventBody(event: ExtractionEvent | CompletedEvent): Buffer {
  return Buffer.from(JSON.stringify(event), 'utf8');
}
