import type { Caution, Finding, Outcome } from './decision.ts';
import type { DocumentKind, SlotName } from './document.ts';
import type { EditingTrace, Examination } from './examination.ts';
import type { Reading } from './reading.ts';

/** Signs about one document that prove nothing by themselves. */
export interface DocumentSigns {
  /** Undefined where the document was not examined. */
  examination: Examination | undefined;
  /** In how many other sessions of the tenant and environment its number was read. Undefined: it has none that was read. */
  numberSeenIn: number | undefined;
  /** In how many other sessions the very file was uploaded. Undefined where that was not recorded. */
  pictureSeenIn: number | undefined;
}

/** A caution about one document as events tell it: codes and counts, nothing of another session. */
export interface CautionCheck {
  check: Caution;
  outcome: Outcome;
  /** Other sessions. */
  count?: number;
  traces?: EditingTrace[];
}

/** What the signs of one document come to, as far as it was looked for them. */
export function cautionChecks({ examination, numberSeenIn, pictureSeenIn }: DocumentSigns): CautionCheck[] {
  return [
    ...(examination === undefined ? [] : [editingTraces(examination)]),
    ...(numberSeenIn === undefined ? [] : [seenBefore('document_seen_before', numberSeenIn)]),
    ...(pictureSeenIn === undefined ? [] : [seenBefore('picture_seen_before', pictureSeenIn)]),
  ];
}

function editingTraces(examination: Examination): CautionCheck {
  if (!examination.examined) return { check: 'editing_traces', outcome: 'unknown' };
  const { traces } = examination;
  return traces.length > 0
    ? { check: 'editing_traces', outcome: 'fail', traces }
    : { check: 'editing_traces', outcome: 'pass' };
}

const seenBefore = (check: Caution, count: number): CautionCheck => ({
  check,
  outcome: count > 0 ? 'fail' : 'pass',
  count,
});

/** Every document can be looked at for these. One whose number was not read fails checks enough for that. */
const OF_EVERY_DOCUMENT: readonly Caution[] = ['editing_traces', 'picture_seen_before'];

/** The cautions of a session's current documents. What was not looked for counts as unknown. */
export function findCautions(signs: Partial<Record<SlotName, DocumentSigns>>): Finding[] {
  return Object.entries(signs).flatMap(([slot, of]) => {
    const made = cautionChecks(of);
    const missing = OF_EVERY_DOCUMENT.filter((check) => !made.some((known) => known.check === check));
    const unknown = missing.map((check) => ({ check, outcome: 'unknown' }) as const);
    return [...made, ...unknown].map(({ check, outcome }) => ({
      slot: slot as SlotName,
      check,
      outcome,
      proven: false,
    }));
  });
}

/** Shorter texts are no numbers of documents, and would be found everywhere. */
const SHORTEST_NUMBER = 5;
const NUMBERED: readonly DocumentKind[] = ['passport', 'id_card'];

/**
 * The numbers that were read on a document, each in one way of writing: in the zone where its check digit is right, in
 * the barcode and in print. More than one where they differ, since an altered print leaves the zone as it was.
 */
export function documentNumbers(reading: Reading): string[] {
  if (reading.status === 'unreadable' || !NUMBERED.includes(reading.kind)) return [];
  const { mrz, barcode, printed } = reading;
  const read = [
    mrz?.checkDigits.documentNumber ? mrz.fields.documentNumber : undefined,
    barcode?.fields.documentNumber,
    printed.documentNumber,
  ];
  const numbers = read.map((field) => (field?.value ?? '').toUpperCase().replace(/[^0-9A-Z]/g, ''));
  return [...new Set(numbers.filter((number) => number.length >= SHORTEST_NUMBER))];
}
