import { readFileSync } from 'node:fs';
import { mrzChecksPass, parseMrz } from '../../src/domain/mrz.ts';
import type { ReadField, Reading } from '../../src/domain/reading.ts';
import type { VisionPool } from '../../src/vision/pool.ts';
import type { Recognised } from '../../src/vision/recognise-kind.ts';
import type { ReadingCase } from './cases.ts';
import { type FieldScore, scoreFields } from './field-score.ts';
import { gateCodes } from './gate.ts';
import type { PeerName } from './helper-messages.ts';
import type { Helper } from './helpers.ts';
import { zoneInText } from './zone-in-text.ts';
import { claimOf, scoreZone, type ZoneScore } from './zone-score.ts';

export type FieldSource = 'zone' | 'print of identity documents' | 'print of bills' | 'barcode';

/** Milliseconds by the clock and of processor time. */
export interface Cost {
  ms: number;
  cpuMs: number;
}

/** What our reader made of one file. */
export interface Measured {
  one: ReadingCase;
  /** Where the file has a zone. */
  zone?: ZoneScore;
  fields: { source: FieldSource; scores: FieldScore[] }[];
  /** Codes of the quality gate; none where it lets the picture through. */
  gate: string[];
  cost?: Cost;
  /** Of reading the zone alone, where the file has one. */
  zoneCost?: Cost;
  /** Bytes of the reading process after this file. */
  rssBytes?: number;
  /** What a reader failed on, for those who look into it. */
  complaint?: string;
}

/** What a reader of whole pages made of one file with a zone. */
export interface PeerMeasured {
  one: ReadingCase;
  peer: PeerName;
  zone: ZoneScore;
  cost: Cost;
}

export interface Limits {
  today: string;
  signal: AbortSignal;
}

/** Reads a file as the service would. A file that ends its reading process counts as not read. */
export async function measureOne(one: ReadingCase, pool: VisionPool, limits: Limits): Promise<Measured> {
  const bytes = readFileSync(one.file);
  const gate = await gateCodes(bytes, one.slot, pool);
  const { slot } = one;
  const { today, signal } = limits;
  try {
    const recognised = await pool.recognise(bytes, { slot, today }, { signal });
    const measured = scored(one, gate, recognised, today);
    if (one.mrz.length === 0) return measured;
    const { cost } = await pool.recognise(bytes, { zoneOnly: true, today }, { signal });
    return { ...measured, zoneCost: { ms: cost.ms, cpuMs: cost.cpuMs } };
  } catch (error) {
    signal.throwIfAborted();
    const complaint = error instanceof Error ? error.name : 'failed';
    return { one, gate, complaint, ...scoresOf(one, undefined, today) };
  }
}

function scored(one: ReadingCase, gate: string[], recognised: Recognised, today: string): Measured {
  const { reading, cost } = recognised;
  const scores = scoresOf(one, reading, today);
  const { ms, cpuMs, rssBytes } = cost;
  const complaint = complaintOf(one, reading, scores);
  return { one, gate, ...scores, cost: { ms, cpuMs }, rssBytes, ...(complaint && { complaint }) };
}

function scoresOf(one: ReadingCase, reading: Reading | undefined, today: string) {
  const read = reading?.status === 'read' ? reading : undefined;
  const bill = one.slot?.kind === 'proof_of_address';
  const fields: Measured['fields'] = [];
  const add = (
    source: FieldSource,
    truth: Record<string, string>,
    found: Partial<Record<string, ReadField>>,
  ) => {
    const scores = scoreFields(truth, found);
    if (scores.length > 0) fields.push({ source, scores });
  };
  add('zone', zoneFields(one.mrz, today), read?.mrz?.fields ?? {});
  add(bill ? 'print of bills' : 'print of identity documents', one.printed, read?.printed ?? {});
  add('barcode', one.barcode, read?.barcode?.fields ?? {});
  const zone = one.mrz.length > 0 ? scoreZone(one.mrz, read?.mrz && claimOf(read.mrz)) : undefined;
  return { fields, ...(zone && { zone }) };
}

/** The fields of the print itself, where its check digits are right. */
function zoneFields(lines: readonly string[], today: string): Record<string, string> {
  const truth = parseMrz(lines, { today });
  if (!truth || !mrzChecksPass(truth)) return {};
  return Object.fromEntries(Object.entries(truth.fields).map(([name, { value }]) => [name, value]));
}

function complaintOf(
  one: ReadingCase,
  reading: Reading,
  { zone, fields }: Pick<Measured, 'zone' | 'fields'>,
) {
  if (reading.status === 'unreadable') return reading.reason;
  const wrong = fields.flatMap(({ source, scores }) =>
    scores
      .filter(({ exact }) => !exact)
      .map(({ field, absent }) => `${source}.${field}${absent ? ' absent' : ''}`),
  );
  if (zone && !zone.exact)
    return ['zone', ...one.mrz, 'read as', ...(reading.mrz?.lines ?? ['nothing'])].join('\n  ');
  return wrong.length > 0 ? wrong.join(', ') : undefined;
}

/** Reads a page whole and takes from its text what looks like a zone. Such a reader is never sure of anything. */
export async function measurePeer(one: ReadingCase, peer: PeerName, helper: Helper): Promise<PeerMeasured> {
  const { text, ms, cpuMs } = await helper.readPage(peer, one.file);
  const lines = zoneInText(text);
  const zone = scoreZone(
    one.mrz,
    lines.length > 0 ? { lines, confident: false, trustedLines: [] } : undefined,
  );
  return { one, peer, zone, cost: { ms, cpuMs } };
}
