import { machineFieldsOf } from '../domain/field-comparison.ts';
import { mrzChecksPass } from '../domain/mrz.ts';
import type { PrintContext } from '../domain/printed-fields.ts';
import type { MrzReading, Reading } from '../domain/reading.ts';
import { type PrintReading, readCardPrint, readPagePrint } from './card-print.ts';
import { type FoundZone, readZone, type ZoneSearch } from './mrz-zone.ts';
import { read, unreadable } from './outcome.ts';
import type { ReadOptions } from './read-options.ts';
import type { Readers } from './readers.ts';
import { watched } from './stage-cost.ts';
import { turnView, type View } from './view.ts';

/** The data page of a passport: the zone, and the print above it. `known` is what a search of all of it found before. */
export async function readPassport(
  view: View,
  options: ReadOptions,
  readers: Readers,
  known?: ZoneSearch,
): Promise<Reading> {
  const { zone, incomplete } = known ?? (await anyZone(view, options, readers));
  if (!zone) return unreadable(options, incomplete ? 'MRZ_INCOMPLETE' : 'NO_MRZ');
  const printed = await readPagePrint(view, zone, readers, contextOf(options, zone.reading));
  return read(options, { mrz: zone.reading, printed });
}

/** The back of a card: the zone; a barcode where there is none, as on North American licences, or a doubtful one. */
export async function readCardBack(
  view: View,
  options: ReadOptions,
  readers: Readers,
  known?: ZoneSearch,
): Promise<Reading> {
  const { zone, incomplete } = known ?? (await anyZone(view, options, readers));
  if (zone && mrzChecksPass(zone.reading)) return read(options, { mrz: zone.reading, printed: {} });
  const barcode = await readers.barcodes.read(view);
  const told = barcode && Object.keys(barcode.fields).length > 0;
  if (!zone && !told) return unreadable(options, incomplete ? 'MRZ_INCOMPLETE' : 'NO_MRZ');
  return read(options, { ...(zone && { mrz: zone.reading }), ...(barcode && { barcode }), printed: {} });
}

/** The front of a card: its print. Cards of size TD2 have their zone on the front. */
export async function readCardFront(
  view: View,
  options: ReadOptions,
  readers: Readers,
  known?: ZoneSearch,
): Promise<Reading> {
  const first = known ? known.zone : await frontZone(view, options, readers);
  let later: FoundZone | undefined;
  // A zone shows which way up a card lies for less than its print does.
  const askZone = async () => {
    later = (await anyZone(view, options, readers)).zone;
    return later && { turns: later.turns, context: contextOf(options, later.reading) };
  };
  const lies = { turns: first?.turns ?? 0, context: contextOf(options, first?.reading) };
  const print = await readCardPrint(view, readers, lies, known || first ? undefined : askZone);
  const zone = first ?? later ?? (known ? undefined : await turnedZone(view, print, options, readers));
  const found = Object.keys(print.fields).length > 0;
  if (!zone && !print.text) return unreadable(options, 'NO_TEXT');
  if (!zone && !found) return unreadable(options, 'NO_LABELLED_FIELDS');
  return read(options, { ...(zone && { mrz: zone.reading }), printed: print.fields });
}

/** The zone of a picture, whichever way up it is. */
export function anyZone(
  view: View,
  { today }: Pick<ReadOptions, 'today'>,
  readers: Readers,
): Promise<ZoneSearch> {
  return watched(readers.watch, 'zone', () => readZone(view.image, { today, turns: 4 }, readers));
}

async function frontZone(
  view: View,
  { today }: ReadOptions,
  readers: Readers,
): Promise<FoundZone | undefined> {
  const search = () => readZone(view.image, { today, turns: 1 }, readers);
  return (await watched(readers.watch, 'zone', search)).zone;
}

/** Print that had to be turned shows that the picture lies on its side, and its zone with it. */
async function turnedZone(
  view: View,
  { turns }: PrintReading,
  options: ReadOptions,
  readers: Readers,
): Promise<FoundZone | undefined> {
  return turns === 0 ? undefined : frontZone(turnView(view, turns), options, readers);
}

/** A zone whose digits are right tells which of two meanings a printed date has, and where fields without a label stand. */
function contextOf({ today }: ReadOptions, zone: MrzReading | undefined): PrintContext {
  if (!zone || !mrzChecksPass(zone)) return { today };
  const { birthDate, expiryDate } = zone.fields;
  return {
    today,
    machine: machineFieldsOf(zone),
    zone: {
      ...(birthDate && { birthDate: birthDate.value }),
      ...(expiryDate && { expiryDate: expiryDate.value }),
    },
  };
}
