import { type Inspection, SLOTS, type Slot, slotName } from '../domain/document.ts';
import { DEFAULT_QUALITY_LIMITS, type PictureMeasures, qualityProblems } from '../domain/picture-quality.ts';
import type { MrzReading, ReadField, Reading } from '../domain/reading.ts';
import type { Box } from '../domain/text-lines.ts';
import {
  type DocumentCheck,
  documentChecks,
  extractedFields,
  type FieldSource,
} from '../domain/webhook-event.ts';
import { type KindEvidence, type Recognised, slotOfZone } from '../vision/recognise-kind.ts';
import type { FileReading, Unread } from './read-files.ts';

type Read = Extract<Reading, { status: 'read' }>;

/** A field with where it was read, and what the other sources of the document say of it. */
export interface ToldField {
  value: string;
  /** 0 to 1. */
  confidence: number;
  source: FieldSource;
  /** Pixels of the upright picture; absent where the reader cannot say. */
  box: Box | null;
  others: Omit<ToldField, 'others'>[];
}

/** A check of the service, whether the zone is one of the kind that was told, or one check digit by itself. */
export type ToldCheck =
  | DocumentCheck
  | { check: 'document_kind' | `mrz_check_digit_${string}`; outcome: 'pass' | 'fail' };

/** What the quality gate says; a picture that it refuses is read here all the same. */
export interface ToldQuality {
  acceptable: boolean;
  /** Codes, the most telling first (docs/errors.md). */
  problems: string[];
  contentType: string | null;
  /** Pixels of the upright picture. */
  width: number | null;
  height: number | null;
  measures: PictureMeasures | null;
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
  mrz: Omit<MrzReading, 'fields'> | null;
  barcode: { symbology: string } | null;
  fields: Record<string, ToldField>;
  checks: ToldCheck[];
  quality: ToldQuality | null;
  error: Unread | null;
  /** Of the reading, without the start of the process that reads. */
  ms: number | null;
  cpuMs: number | null;
  /** What decoding the picture, and finding, reading and confirming its zone, took of it; null where it was not done. */
  stages: Record<'decodeMs' | 'decodeCpuMs' | 'zoneMs' | 'zoneCpuMs', number | null>;
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
    mrz: read?.mrz ? withoutFields(read.mrz) : null,
    barcode: read?.barcode ? { symbology: read.barcode.symbology } : null,
    fields: read ? tellFields(read) : {},
    checks: tellChecks(recognised?.slot, reading),
    quality: inspection ? tellQuality(inspection, recognised?.slot) : null,
    error: unread ?? null,
    ms: whole(recognised?.cost.ms),
    cpuMs: whole(recognised?.cost.cpuMs),
    stages: tellStages(recognised?.cost.stages ?? {}),
    rssBytes: recognised?.cost.rssBytes ?? null,
  };
}

const whole = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms));

function tellStages({ decode, zone }: Recognised['cost']['stages']): ToldReading['stages'] {
  return {
    decodeMs: whole(decode?.ms),
    decodeCpuMs: whole(decode?.cpuMs),
    zoneMs: whole(zone?.ms),
    zoneCpuMs: whole(zone?.cpuMs),
  };
}

function kindOf(slot: Slot | undefined, read: Read | undefined): string | null {
  if (read?.mrz?.format.startsWith('MRV')) return 'visa';
  return slot?.kind ?? null;
}

function withoutFields({ fields: _, ...zone }: MrzReading): Omit<MrzReading, 'fields'> {
  return zone;
}

function tellQuality(inspection: Inspection, slot: Slot = SLOTS.passport): ToldQuality {
  if (!inspection.accepted) {
    const unknown = { contentType: null, width: null, height: null, measures: null };
    return { acceptable: false, problems: [inspection.refusal], ...unknown };
  }
  const { facts, look } = inspection;
  const name = slotName(slot) ?? 'passport';
  const problems = look ? qualityProblems(look, { slot: name, limits: DEFAULT_QUALITY_LIMITS }) : [];
  return { acceptable: problems.length === 0, problems, ...facts, measures: look?.measures ?? null };
}

/** The value that the service would tell of each field, and what the other sources of the picture say of it. */
function tellFields(reading: Read): Record<string, ToldField> {
  const { mrz, barcode, printed } = reading;
  const sources: [FieldSource, Partial<Record<string, ReadField>>][] = [
    ['mrz', mrz?.fields ?? {}],
    ['barcode', barcode?.fields ?? {}],
    ['printed', printed],
  ];
  const told = Object.entries(extractedFields(reading)).map(([name, { source, ...field }]) => {
    const others = sources.flatMap(([other, fields]) => {
      const found = other === source ? undefined : fields[name];
      return found ? [tellField(found, other)] : [];
    });
    return [name, { ...tellField(field, source), others }] as const;
  });
  return Object.fromEntries(told);
}

const tellField = (
  { value, confidence, box = null }: Omit<ReadField, 'box'> & { box?: Box | null },
  source: FieldSource,
) => ({
  value,
  confidence,
  source,
  box,
});

function tellChecks(slot: Slot | undefined, reading: Reading | undefined): ToldCheck[] {
  if (!slot || !reading) return [];
  const zone = reading.status === 'read' ? reading.mrz : undefined;
  if (!zone) return documentChecks(reading);
  const shown = slotOfZone(zone.format);
  const agrees = shown.kind === slot.kind && shown.side === slot.side;
  const digits = Object.entries(zone.checkDigits).map(
    ([name, right]): ToldCheck => ({ check: `mrz_check_digit_${name}`, outcome: right ? 'pass' : 'fail' }),
  );
  return [
    { check: 'document_kind', outcome: agrees ? 'pass' : 'fail' },
    ...documentChecks(reading),
    ...digits,
  ];
}
