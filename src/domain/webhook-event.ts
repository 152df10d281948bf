import type { CautionCheck } from './caution.ts';
import type { Finding, ReasonCode } from './decision.ts';
import type { DocumentKind, DocumentSide, SlotName } from './document.ts';
import type { HeatmapNote } from './examination.ts';
import type { ToldSelfie } from './face.ts';
import {
  barcodeFieldsOf,
  type ComparedField,
  type Comparison,
  compareFields,
  type MachineFields,
  machineFieldsOf,
  outcomeOf,
} from './field-comparison.ts';
import { foldName } from './person-name.ts';
import {
  checkDigitOutcome,
  type MrzReading,
  type PrintedFieldName,
  type ReadField,
  type Reading,
  type UnreadableReason,
} from './reading.ts';
import type { Environment, ReviewStatus } from './session.ts';

type Printed = Partial<Record<PrintedFieldName, ReadField>>;

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

export const FIELD_SOURCES = ['mrz', 'barcode', 'printed'] as const;
export type FieldSource = (typeof FIELD_SOURCES)[number];

/** The fields of a document by name, with where each was read: the source, and pixels of the upright picture. */
export type Extracted = Record<string, ReadField & { source: FieldSource }>;

/** One check of a document, told as a code. */
export interface ReadingCheck {
  check: 'document_read' | 'mrz_check_digits';
  outcome: 'pass' | 'fail' | 'unknown';
  reason?: UnreadableReason;
}

/** One field that the document says for people and for machines. A mismatch is `unknown` where it may be a misreading. */
export interface AgreementCheck {
  check: 'print_matches_mrz' | 'print_matches_barcode';
  field: ComparedField;
  comparison: Comparison;
  outcome: 'pass' | 'fail' | 'unknown';
}
export type DocumentCheck = ReadingCheck | AgreementCheck | CautionCheck;

export interface ExtractionEvent extends WebhookEnvelope {
  document: { id: string; kind: DocumentKind; side: DocumentSide; status: Reading['status'] };
  extracted: Extracted;
  checks: DocumentCheck[];
  /** Addresses of maps of error levels, to be fetched with the tenant's secret key. */
  heatmaps: string[];
  /** Why there is none, or what it must not be taken for. */
  heatmapNote: HeatmapNote | null;
}

export interface CompletedEvent extends WebhookEnvelope {
  decision: 'approved' | 'rejected' | null;
  reviewStatus: ReviewStatus;
  reasons: ReasonCode[];
  checks: Pick<Finding, 'slot' | 'check' | 'outcome'>[];
  extracted: Partial<Record<SlotName, Extracted>>;
  /** Null where no selfie was asked for. */
  selfie: ToldSelfie | null;
}

/**
 * Fields as events tell them: the zone is preferred to a barcode and this to the print of the same field. Only names
 * that the zone had to write without their marks, or had no room for, are told as they are printed.
 */
export function extractedFields(reading: Reading): Extracted {
  if (reading.status === 'unreadable') return {};
  const { mrz, barcode, printed } = reading;
  const told = (fields: object, source: FieldSource) =>
    Object.entries(fields).map(([name, field]: [string, ReadField]) => [name, { ...field, source }] as const);
  return Object.fromEntries([
    ...told(printed, 'printed'),
    ...told(barcode?.fields ?? {}, 'barcode'),
    ...told(mrz?.fields ?? {}, 'mrz'),
    ...told(mrz ? fullerNames(printed, mrz) : {}, 'printed'),
  ]);
}

/** Printed names that the zone confirms and says less well: their letters are no longer the twenty-six of the zone. */
function fullerNames(printed: Printed, zone: MrzReading): Printed {
  const names = compareFields(printed, machineFieldsOf(zone)).flatMap(({ field, comparison }) => {
    const print = printed[field];
    const inZone = field === 'surname' || field === 'givenNames' ? zone.fields[field] : undefined;
    if (!print || !inZone || comparison !== 'match') return [];
    const marked = /[^\p{ASCII}]/u.test(print.value);
    const longer = foldName(print.value).length > foldName(inZone.value).length;
    return marked || longer ? [[field, print] as const] : [];
  });
  return Object.fromEntries(names);
}

/** What can be said of one document by itself. */
export function documentChecks(reading: Reading): (ReadingCheck | AgreementCheck)[] {
  if (reading.status === 'unreadable')
    return [{ check: 'document_read', outcome: 'fail', reason: reading.reason }];
  const { mrz, barcode, printed } = reading;
  const read: ReadingCheck = { check: 'document_read', outcome: 'pass' };
  const digits: ReadingCheck[] = mrz ? [{ check: 'mrz_check_digits', outcome: checkDigitOutcome(mrz) }] : [];
  return [
    read,
    ...digits,
    ...agreements('print_matches_mrz', printed, mrz && machineFieldsOf(mrz)),
    ...agreements('print_matches_barcode', printed, barcode && barcodeFieldsOf(barcode)),
  ];
}

/** Field by field, where the picture shows both; a picture without any print is not compared. */
function agreements(
  check: AgreementCheck['check'],
  printed: Printed,
  machine: MachineFields | undefined,
): AgreementCheck[] {
  if (!machine || Object.keys(printed).length === 0) return [];
  return compareFields(printed, machine)
    .filter(({ field }) => field !== 'fullName' || printed.fullName)
    .map((compared) => {
      const { field, comparison } = compared;
      return { check, field, comparison, outcome: outcomeOf([compared]) ?? 'unknown' };
    });
}

/** The bytes of an event: made once, kept, signed and sent as they are. */
export function eventBody(event: ExtractionEvent | CompletedEvent): Buffer {
  return Buffer.from(JSON.stringify(event), 'utf8');
}
