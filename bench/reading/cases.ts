import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { SLOTS, type Slot } from '../../src/domain/document.ts';
import type { CatalogueKind, SpecimenTruth } from '../../src/specimen/catalogue.ts';

/** A file that is read, and what is known of it. */
export interface ReadingCase {
  file: string;
  /** `clean`, `mild` or `hard` for own specimens, the folder's name for others. */
  group: string;
  kind?: CatalogueKind;
  /** Told to the reader, as the service is told it; unknown for files of others. */
  slot?: Slot;
  /** Lines of the zone; empty where there is none. */
  mrz: string[];
  /** True where the check digits of the print itself are right. */
  verifiesItself: boolean;
  printed: Record<string, string>;
  barcode: Record<string, string>;
  quarterTurns: number;
}

const SLOT_OF: Record<CatalogueKind, Slot> = {
  passport: SLOTS.passport,
  visa: SLOTS.passport,
  'id-front': SLOTS['id-front'],
  'large-card': SLOTS['id-front'],
  'french-card': SLOTS['id-front'],
  'id-back': SLOTS['id-back'],
  'licence-back': SLOTS['id-back'],
  bill: SLOTS['proof-of-address'],
  'bill-pdf': SLOTS['proof-of-address'],
};

export function ownCase(truth: SpecimenTruth, folder: string): ReadingCase {
  return {
    file: join(folder, truth.file),
    group: truth.tier,
    kind: truth.kind,
    slot: SLOT_OF[truth.kind],
    mrz: truth.mrz,
    verifiesItself: truth.check_digits_valid_in_print,
    printed: truth.fields.printed ?? {},
    barcode: truth.fields.barcode ?? {},
    quarterTurns: truth.quarterTurns,
  };
}

interface SetEntry {
  file: string;
  mrz?: string[];
  check_digits_valid_in_print?: boolean;
  fields?: SpecimenTruth['fields'];
}

/**
 * The files of a folder that has a `truth.json`, beside the files or beside a folder `images` that holds them.
 * @throws Error where there is no such file, or a file that it names is missing.
 */
export function casesOfFolder(folder: string): ReadingCase[] {
  const truth = join(folder, 'truth.json');
  if (!existsSync(truth)) throw new Error(`There is no truth.json in ${folder}.`);
  const entries = JSON.parse(readFileSync(truth, 'utf8')) as SetEntry[];
  return entries.map(({ file, mrz = [], check_digits_valid_in_print: valid = false, fields = {} }) => {
    const place = [join(folder, 'images', file), join(folder, file)].find((path) => existsSync(path));
    if (!place) throw new Error(`${truth} names ${file}, which is not there.`);
    return {
      file: place,
      group: basename(resolve(folder)),
      mrz,
      verifiesItself: valid,
      printed: fields.printed ?? {},
      barcode: fields.barcode ?? {},
      quarterTurns: 0,
    };
  });
}
