import { SLOTS, type Slot } from '../domain/document.ts';
import type { PrintedFieldName, Reading } from '../domain/reading.ts';
import { decodeGrey } from './grey-image.ts';
import { readDocument } from './read-document.ts';
import type { Readers } from './readers.ts';

/** What is known of a picture before it is read. */
export interface RecogniseOptions {
  /** The slot that it is for, where that is known; else it is recognised. */
  slot?: Slot | undefined;
  /** True where it is a card and which side of it is not known. */
  card?: boolean | undefined;
  /** True where nothing but the zone is asked for: print is not read. */
  zoneOnly?: boolean | undefined;
  /** `YYYY-MM-DD`: decides the century of two-digit years. */
  today: string;
}

/** What told the kind of a document. */
export type KindEvidence = 'told' | 'mrz' | 'barcode' | 'print' | 'file' | 'none';

/** A reading, what it was taken for and why, and what it cost the reading process. */
export interface Recognised {
  slot: Slot;
  evidence: KindEvidence;
  reading: Reading;
  /** Milliseconds by the clock and of processor time (all threads); bytes of the process afterwards. */
  cost: { ms: number; cpuMs: number; rssBytes: number };
}

type Read = Extract<Reading, { status: 'read' }>;
type Recognition = Omit<Recognised, 'cost'>;
type ReadAs = (slot: Slot) => Promise<Reading>;

/** A sheet of paper is this much higher than wide at least; cards and data pages lie on their long side. */
const UPRIGHT_SHEET = 1.15;
const SHAPE_SIDE = 64;
/** Labels that must be found before print alone says what a document is. */
const ENOUGH_FIELDS = 2;

/** Labels that stand on the one kind of document and not on the other. */
const OF_IDENTITY: readonly PrintedFieldName[] = [
  'surname',
  'givenNames',
  'documentNumber',
  'birthDate',
  'expiryDate',
  'sex',
  'nationality',
];
const OF_BILL: readonly PrintedFieldName[] = ['address', 'issuer', 'issueDate', 'fullName'];

/**
 * Reads a document whose kind may not be known. A zone (ICAO 9303) or a barcode says what it stands on; without
 * either, the labels of the print do. Where a kind was told and no zone was found, a zone is looked for all the same,
 * since what a picture shows may not be what it was sent as.
 */
export async function readAnyKind(
  bytes: Uint8Array,
  options: RecogniseOptions,
  readers: Readers,
): Promise<Recognised> {
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  const recognition = await recognise(bytes, options, readers);
  const cpu = process.cpuUsage(cpuBefore);
  const cost = {
    ms: Math.round(performance.now() - began),
    cpuMs: Math.round((cpu.user + cpu.system) / 1000),
    rssBytes: process.memoryUsage.rss(),
  };
  return { ...recognition, cost };
}

async function recognise(
  bytes: Uint8Array,
  { slot, card, zoneOnly, today }: RecogniseOptions,
  readers: Readers,
): Promise<Recognition> {
  const readAs: ReadAs = (as) => readDocument(bytes, { ...as, today }, readers);
  if (zoneOnly) return byZone(await readAs(SLOTS['id-back']));
  if (slot) return { slot, evidence: 'told', reading: await withZone(await readAs(slot), slot, readAs) };
  if (isPdf(bytes)) {
    const bill = SLOTS['proof-of-address'];
    return { slot: bill, evidence: 'file', reading: await readAs(bill) };
  }
  const back = await readAs(SLOTS['id-back']);
  if (isCorrupt(back)) return { slot: SLOTS['id-back'], evidence: 'none', reading: back };
  const found = await byZoneOrBarcode(back, readAs);
  if (found) return found;
  if (card) return { slot: SLOTS['id-front'], evidence: 'told', reading: await readAs(SLOTS['id-front']) };
  return byPrint(await isSheet(bytes), readAs);
}

const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');
const isCorrupt = (reading: Reading) =>
  reading.status === 'unreadable' && reading.reason === 'PICTURE_CORRUPT';
const isRead = (reading: Reading): reading is Read => reading.status === 'read';

/** The zone of a picture that was sent as something else is added to what was read of it. */
async function withZone(reading: Reading, slot: Slot, readAs: ReadAs): Promise<Reading> {
  if (isCorrupt(reading) || slot.side === 'back' || slot.kind === 'passport') return reading;
  if (isRead(reading) && reading.mrz) return reading;
  const other = await readAs(SLOTS['id-back']);
  if (!isRead(other) || !other.mrz) return reading;
  return isRead(reading) ? { ...reading, mrz: other.mrz } : { ...other, kind: slot.kind };
}

/** The slot of a zone: a TD1 zone is on the back of a card, that of other cards on the front. */
export function slotOfZone(format: string): Slot {
  if (format === 'TD1') return SLOTS['id-back'];
  return format === 'TD3' || format.startsWith('MRV') ? SLOTS.passport : SLOTS['id-front'];
}

/** The back of a card is the one place where nothing is read beside its zone. */
function byZone(reading: Reading): Recognition {
  const zone = isRead(reading) ? reading.mrz : undefined;
  if (!zone) return { slot: SLOTS['id-back'], evidence: 'none', reading };
  const slot = slotOfZone(zone.format);
  return { slot, evidence: 'mrz', reading: { ...reading, kind: slot.kind } };
}

async function byZoneOrBarcode(back: Reading, readAs: ReadAs): Promise<Recognition | undefined> {
  if (!isRead(back)) return undefined;
  if (!back.mrz) {
    return back.barcode ? { slot: SLOTS['id-back'], evidence: 'barcode', reading: back } : undefined;
  }
  const slot = slotOfZone(back.mrz.format);
  if (slot.side === 'back') return { slot, evidence: 'mrz', reading: back };
  const whole = await readAs(slot);
  const reading = isRead(whole) ? { ...whole, mrz: whole.mrz ?? back.mrz } : { ...back, kind: slot.kind };
  return { slot, evidence: 'mrz', reading };
}

/** Tries what the shape of the page suggests, then the other, and takes the one whose labels are there. */
async function byPrint(sheet: boolean, readAs: ReadAs): Promise<Recognition> {
  const order = sheet
    ? (['proof-of-address', 'id-front'] as const)
    : (['id-front', 'proof-of-address'] as const);
  const tried: { slot: Slot; reading: Reading; found: number }[] = [];
  for (const name of order) {
    const slot = SLOTS[name];
    const reading = await readAs(slot);
    const found = fieldsOfKind(reading, name === 'id-front' ? OF_IDENTITY : OF_BILL);
    if (found >= ENOUGH_FIELDS) return { slot, evidence: 'print', reading };
    tried.push({ slot, reading, found });
  }
  const best = tried.toSorted((a, b) => b.found - a.found)[0];
  if (!best) throw new TypeError('No kind was tried.');
  return { slot: best.slot, evidence: best.found > 0 ? 'print' : 'none', reading: best.reading };
}

/** How many of the fields that only one kind of document has were read. */
export function fieldsOfKind(reading: Reading, own: readonly PrintedFieldName[]): number {
  return isRead(reading) ? own.filter((name) => reading.printed[name] !== undefined).length : 0;
}

async function isSheet(bytes: Uint8Array): Promise<boolean> {
  const { width, height } = await decodeGrey(bytes, SHAPE_SIDE);
  return height > width * UPRIGHT_SHEET;
}
