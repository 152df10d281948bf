import { SLOTS, type Slot } from '../domain/document.ts';
import type { PrintedFieldName, Reading } from '../domain/reading.ts';
import { read, unreadable } from './outcome.ts';
import { openView, readDocument, readIdentity, unlessTheReaderFails } from './read-document.ts';
import { anyZone } from './read-identity.ts';
import type { Readers } from './readers.ts';
import { addUpStages, type Cost, measured, type Stage } from './stage-cost.ts';
import type { View } from './view.ts';

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
  /** Milliseconds; bytes of the process afterwards. Stages that were not gone through are left out. */
  cost: Cost & { rssBytes: number; stages: Partial<Record<Stage, Cost>> };
}

type Read = Extract<Reading, { status: 'read' }>;
type Recognition = Omit<Recognised, 'cost'>;
type ReadAs = (slot: Slot) => Promise<Reading>;

/** A sheet of paper is this much higher than wide at least; cards and data pages lie on their long side. */
const UPRIGHT_SHEET = 1.15;
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
  const { watch, sums } = addUpStages();
  const { result, cost } = await measured(() => recognise(bytes, options, { ...readers, watch }));
  return { ...result, cost: { ...cost, rssBytes: process.memoryUsage.rss(), stages: sums } };
}

async function recognise(
  bytes: Uint8Array,
  options: RecogniseOptions,
  readers: Readers,
): Promise<Recognition> {
  const { slot, card, zoneOnly, today } = options;
  const readAs: ReadAs = (as) => readDocument(bytes, { ...as, today }, readers);
  if (zoneOnly) return recogniseZone(bytes, today, readers);
  if (slot)
    return { slot, evidence: 'told', reading: await withZone(bytes, await readAs(slot), today, readers) };
  if (isPdf(bytes)) {
    const bill = SLOTS['proof-of-address'];
    return { slot: bill, evidence: 'file', reading: await readAs(bill) };
  }
  const view = await openView(bytes, readers);
  const back = { ...SLOTS['id-back'], today };
  if (!view)
    return { slot: SLOTS['id-back'], evidence: 'none', reading: unreadable(back, 'PICTURE_CORRUPT') };
  const found = await byZoneOrBarcode(view, today, readers);
  if (found) return found;
  if (card) return { slot: SLOTS['id-front'], evidence: 'told', reading: await readAs(SLOTS['id-front']) };
  return byPrint(view.image.height > view.image.width * UPRIGHT_SHEET, readAs);
}

const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');
const isRead = (reading: Reading): reading is Read => reading.status === 'read';

/** The zone of a picture that may not be what it was sent as is added to what was read of it. */
async function withZone(
  bytes: Uint8Array,
  reading: Reading,
  today: string,
  readers: Readers,
): Promise<Reading> {
  if (showsItsKind(reading)) return reading;
  const view = isPdf(bytes) ? undefined : await openView(bytes, readers);
  const mrz = view && (await anyZone(view, { today }, readers)).zone?.reading;
  if (!mrz) return reading;
  if (isRead(reading)) return { ...reading, mrz };
  return read({ kind: reading.kind, side: 'front', today }, { mrz, printed: {} });
}

/** Whether what was read leaves no doubt that it was sent as what it is, or a zone was looked for already. */
function showsItsKind(reading: Reading): boolean {
  if (!isRead(reading)) return reading.kind === 'passport' || reading.reason === 'PICTURE_CORRUPT';
  if (reading.mrz || reading.barcode) return true;
  if (reading.kind === 'proof_of_address') return isBill(reading);
  // The back of a card has an address and a date as well.
  return reading.kind === 'id_card' && fieldsOfKind(reading, OF_IDENTITY) > ENOUGH_FIELDS;
}

/** No document with a zone has a person's name, an address and a third field of bills in its print. */
const isBill = (reading: Read) =>
  reading.printed.fullName !== undefined &&
  reading.printed.address !== undefined &&
  fieldsOfKind(reading, OF_BILL) > ENOUGH_FIELDS;

/** The slot of a zone: a TD1 zone is on the back of a card, that of other cards on the front. */
export function slotOfZone(format: string): Slot {
  if (format === 'TD1') return SLOTS['id-back'];
  return format === 'TD3' || format.startsWith('MRV') ? SLOTS.passport : SLOTS['id-front'];
}

async function recogniseZone(bytes: Uint8Array, today: string, readers: Readers): Promise<Recognition> {
  const nowhere = { ...SLOTS['id-back'], today };
  const view = await openView(bytes, readers);
  const { zone, incomplete = false } = view ? await anyZone(view, { today }, readers) : {};
  if (!zone) {
    const reason = incomplete ? 'MRZ_INCOMPLETE' : 'NO_MRZ';
    const reading = unreadable(nowhere, view ? reason : 'PICTURE_CORRUPT');
    return { slot: SLOTS['id-back'], evidence: 'none', reading };
  }
  const slot = slotOfZone(zone.reading.format);
  return { slot, evidence: 'mrz', reading: read({ ...slot, today }, { mrz: zone.reading, printed: {} }) };
}

/** One search for a zone serves to tell the kind and to read the document as that. */
async function byZoneOrBarcode(
  view: View,
  today: string,
  readers: Readers,
): Promise<Recognition | undefined> {
  const search = await anyZone(view, { today }, readers);
  const slot = search.zone ? slotOfZone(search.zone.reading.format) : SLOTS['id-back'];
  const options = { ...slot, today };
  const reading = await unlessTheReaderFails(options, () => readIdentity(view, options, readers, search));
  if (search.zone) return { slot, evidence: 'mrz', reading };
  return isRead(reading) ? { slot, evidence: 'barcode', reading } : undefined;
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
