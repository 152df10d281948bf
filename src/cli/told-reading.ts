import type { Slot } from '../domain/document.ts';
import { checkDigitOutcome, type MrzReading, type ReadField, type Reading } from '../domain/reading.ts';
import type { Box } from '../domain/text-lines.ts';
import { type KindEvidence, slotOfZone } from '../vision/recognise-kind.ts';
import type { FileReading, Unread } from './read-files.ts';

type Source = 'mrz' | 'barcode' | 'printed';
type Read = Extract<Reading, { status: 'read' }>;

/** A field with where it was read, and what the other sources of the document say of it. */
export interface ToldField {
  value: string;
  /** 0 to 1. */
  confidence: number;
  source: Source;
  /** Pixels of the upright picture; absent where the reader cannot say. */
  box: Box | null;
  others: Omit<ToldField, 'others'>[];
}

export interface ToldCheck {
  check: string;
  outcome: 'pass' | 'fail' | 'unknown';
}

/** What `idbeyond read --json` prints for a file, on one line. */
export interface ToldReading {
  file: string;
  status: 'read' | 'unreadable';
  /** `visa` and the kinds of the service. */
  kind: string | null;
  side: string | null;
  /** What told the kind. */
  evidence: KindEvidence | null;
  format: string | null;
  mrz: {
    format: string;
    lines: string[];
    confidence: number;
    corrected: boolean;
    checkDigits: Record<string, boolean>;
  } | null;
  barcode: { symbology: string } | null;
  fields: Record<string, ToldField>;
  checks: ToldCheck[];
  quality: unknown;
  error: Unread | null;
  /** Of the reading, without the start of the process that reads. */
  ms: number | null;
  cpuMs: number | null;
  /** Bytes of the reading process after this file. */
  rssBytes: number | null;
}

/** What one file is said to hold. Pure. */
export function tellReading({ file, inspection, recognised, unread }: FileReading): ToldReading {
  const reading = recognised?.reading;
  const read = reading?.status === 'read' ? reading : undefined;
  const kind = kindOf(recognised?.slot, read);
  return {
    file,
    status: unread ? 'unreadable' : 'read',
    kind,
    side: kind === 'id_card' ? (recognised?.slot.side ?? null) : null,
    evidence: recognised?.evidence ?? null,
    format: read ? (read.mrz?.format ?? read.barcode?.symbology ?? null) : null,
    mrz: read?.mrz ? tellZone(read.mrz) : null,
    barcode: read?.barcode ? { symbology: read.barcode.symbology } : null,
    fields: read ? tellFields(read) : {},
    checks: tellChecks(recognised?.slot, read),
    quality: inspection ?? null,
    error: unread ?? null,
    ms: recognised?.cost.ms ?? null,
    cpuMs: recognised?.cost.cpuMs ?? null,
    rssBytes: recognised?.cost.rssBytes ?? null,
  };
}

function kindOf(slot: Slot | undefined, read: Read | undefined): string | null {
  if (read?.mrz?.format.startsWith('MRV')) return 'visa';
  return slot?.kind ?? null;
}

function tellZone(zone: MrzReading): NonNullable<ToldReading['mrz']> {
  const { format, lines, corrected, checkDigits } = zone;
  const confidences = Object.values(zone.fields).map(({ confidence }) => confidence);
  const confidence = confidences.length > 0 ? Math.min(...confidences) : 0;
  return { format, lines, confidence, corrected, checkDigits };
}

/** The zone is told before the barcode and this before the print, as in the events of the service. */
function tellFields({ mrz, barcode, printed }: Read): Record<string, ToldField> {
  const sources: [Source, Partial<Record<string, ReadField>>][] = [
    ['mrz', mrz?.fields ?? {}],
    ['barcode', barcode?.fields ?? {}],
    ['printed', printed],
  ];
  const told: Record<string, ToldField> = {};
  for (const [source, fields] of sources) {
    for (const [name, field] of Object.entries(fields)) {
      if (!field) continue;
      const { value, confidence, box = null } = field;
      const one = { value, confidence, source, box };
      const known = told[name];
      if (known) known.others.push(one);
      else told[name] = { ...one, others: [] };
    }
  }
  return told;
}

function tellChecks(slot: Slot | undefined, read: Read | undefined): ToldCheck[] {
  const zone = read?.mrz;
  if (!slot || !zone) return [];
  const shown = slotOfZone(zone.format);
  const agrees = shown.kind === slot.kind && shown.side === slot.side;
  const digits = Object.entries(zone.checkDigits).map(
    ([name, right]): ToldCheck => ({ check: `mrz_check_digit_${name}`, outcome: right ? 'pass' : 'fail' }),
  );
  return [
    { check: 'document_kind', outcome: agrees ? 'pass' : 'fail' },
    { check: 'mrz_check_digits', outcome: checkDigitOutcome(zone) },
    ...digits,
  ];
}
