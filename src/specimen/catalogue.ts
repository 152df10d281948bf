import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { Drawing } from './artwork.ts';
import { billSheet } from './bill-sheet.ts';
import { randomDesign } from './design.ts';
import {
  cardBackDocument,
  cardFrontDocument,
  largeCardDocument,
  type PrintedDocument,
  passportDocument,
} from './identity-print.ts';
import { licenceBack } from './licence.ts';
import { cardMrz, frenchCardMrz, largeCardMrz, passportMrz, visaMrz } from './mrz-lines.ts';
import { fitsPdf, scanPdf, sheetPdf } from './pdf-file.ts';
import { randomPerson } from './people.ts';
import type { SpecimenPerson } from './person.ts';
import { photograph, TIERS, type Tier } from './photograph.ts';
import { plainLetters } from './plain-letters.ts';
import { createRandom, type Random, seedOf } from './random.ts';
import { drawSheet } from './sheet.ts';

export const CATALOGUE_KINDS = [
  'passport',
  'id-front',
  'id-back',
  'large-card',
  'visa',
  'french-card',
  'licence-back',
  'bill',
  'bill-pdf',
] as const;
export type CatalogueKind = (typeof CATALOGUE_KINDS)[number];

/** What stands on a specimen. Dates of fields are `YYYY-MM-DD`, whatever their print; lines are parted by line ends. */
export interface SpecimenTruth {
  file: string;
  kind: CatalogueKind;
  tier: Tier;
  seed: number;
  /** Lines of the zone; empty where there is none. */
  mrz: string[];
  check_digits_valid_in_print: boolean;
  fields: Partial<Record<'printed' | 'barcode', Record<string, string>>>;
  /** Quarter turns clockwise that the picture is turned by. */
  quarterTurns: number;
  sha256: string;
}

export interface CatalogueSpecimen {
  bytes: Buffer;
  truth: SpecimenTruth;
}

export interface SpecimenOrder {
  kind: CatalogueKind;
  tier: Tier;
  seed: number;
  /** Tells apart specimens of one seed, kind and tier. */
  index: number;
  /** `YYYY-MM-DD`; papers are in date and bills are recent on it. */
  today: string;
}

/** How often a document with a zone lies on its side or its head in the hard tier. */
const TURNED = 0.15;
/** How many PDFs are scans without a text layer. */
const SCANNED = 0.34;
/** A sheet needs more pixels than a card: 150 dots an inch is the least that small print can be read at. */
const SHEET_SCALE = 1.45;

type Content = Pick<SpecimenTruth, 'mrz' | 'fields'> & {
  drawing: Drawing;
  /** False where its reader is not asked to turn it. */
  turns: boolean;
  /** The bytes, where it is no photograph. */
  pdf?: (scan: () => Promise<Buffer>, random: Random) => Promise<Buffer>;
  scale?: number;
};

/** Makes one specimen. The same order gives the same bytes. */
export async function makeSpecimen(order: SpecimenOrder): Promise<CatalogueSpecimen> {
  const { kind, tier, seed, index, today } = order;
  const random = createRandom(seedOf(seed, kind, tier, index));
  const person = randomPerson(random, today);
  const { drawing, mrz, fields, turns, pdf, scale = 1 } = CONTENTS[kind](person, random);
  const quarterTurns = turns && tier === 'hard' && random.chance(TURNED) ? random.whole(1, 3) : 0;
  const take = () => photograph(drawing, { tier, random, quarterTurns, scale });
  const bytes = await (pdf ? pdf(take, random) : take());
  const file = `${kind}-${tier}-${String(index).padStart(4, '0')}.${pdf ? 'pdf' : 'jpg'}`;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const digits = { check_digits_valid_in_print: mrz.length > 0 };
  return { bytes, truth: { file, kind, tier, seed, mrz, ...digits, fields, quarterTurns, sha256 } };
}

/** Orders for so many specimens, going round through kinds and tiers, so that any count holds all of them evenly. */
export function planSpecimens({
  count,
  kinds = CATALOGUE_KINDS,
  tiers = TIERS,
  ...given
}: Pick<SpecimenOrder, 'seed' | 'today'> & {
  count: number;
  kinds?: readonly CatalogueKind[];
  tiers?: readonly Tier[];
}): SpecimenOrder[] {
  const pairs = kinds.flatMap((kind) => tiers.map((tier) => ({ kind, tier })));
  return Array.from({ length: count }, (_, at) => at).flatMap((at) => {
    const pair = pairs[at % pairs.length];
    return pair ? [{ ...pair, ...given, index: Math.floor(at / pairs.length) }] : [];
  });
}

const withZone = (mrz: string[], { printed, ...drawing }: PrintedDocument): Content => ({
  drawing,
  mrz,
  turns: true,
  fields: Object.keys(printed).length > 0 ? { printed } : {},
});

const CONTENTS: Record<CatalogueKind, (person: SpecimenPerson, random: Random) => Content> = {
  passport: (person, random) => {
    const lines = passportMrz(person);
    return withZone(lines, passportDocument(person, randomDesign(random), { lines }));
  },
  'id-front': (person, random) => ({
    ...withZone([], cardFrontDocument(person, randomDesign(random))),
    turns: false,
  }),
  'id-back': (person, random) => {
    const lines = cardMrz(person);
    return withZone(lines, cardBackDocument(person, randomDesign(random), lines));
  },
  'large-card': (person, random) => {
    const lines = largeCardMrz(person);
    return withZone(lines, largeCardDocument(person, randomDesign(random), lines));
  },
  visa: (given, random) => {
    const person = { ...given, personalNumber: '' };
    const large = random.chance(0.6);
    const lines = visaMrz(person, large ? 44 : 36);
    const design = randomDesign(random);
    return withZone(
      lines,
      large
        ? passportDocument(person, design, { title: 'VISA', lines })
        : largeCardDocument(person, design, lines),
    );
  },
  'french-card': (given, random) => {
    const person: SpecimenPerson = { ...given, nationality: 'FRA', sex: given.sex === 'F' ? 'F' : 'M' };
    const office = `${random.whole(10, 95)}${random.whole(1000, 9999)}`;
    const issued = person.issueDate.slice(2, 4) + person.issueDate.slice(5, 7);
    const number = `${issued}${office.slice(0, 3)}${random.whole(10000, 99999)}`;
    const lines = frenchCardMrz(person, number, office);
    const design = { ...randomDesign(random), languages: ['fr'] as const };
    return withZone(lines, largeCardDocument({ ...person, documentNumber: number }, design, lines));
  },
  'licence-back': (person, random) => ({
    drawing: licenceBack(person, randomDesign(random).colours.inks),
    mrz: [],
    turns: false,
    fields: { barcode: barcodeFields(person) },
  }),
  bill: (person, random) => {
    const { sheet, printed } = billSheet(person, random);
    return { drawing: drawSheet(sheet), mrz: [], turns: false, fields: { printed }, scale: SHEET_SCALE };
  },
  'bill-pdf': (person, random) => {
    // Helvetica has the letters of western Europe only.
    const name = fitsPdf(person.billFullName) ? person.billFullName : plainLetters(person.billFullName);
    const { sheet, printed } = billSheet({ ...person, billFullName: name }, random);
    const common = { mrz: [], turns: false, fields: { printed }, scale: SHEET_SCALE };
    return {
      ...common,
      drawing: drawSheet(sheet),
      pdf: async (scan, chance) => {
        if (!chance.chance(SCANNED)) return sheetPdf(sheet);
        const jpeg = await scan();
        return scanPdf(jpeg, await sharp(jpeg).metadata());
      },
    };
  },
};

function barcodeFields(person: SpecimenPerson): Record<string, string> {
  return {
    surname: plainLetters(person.surname).toUpperCase(),
    givenNames: plainLetters(person.givenNames).toUpperCase(),
    birthDate: person.birthDate,
    expiryDate: person.expiryDate,
    documentNumber: person.documentNumber,
    sex: person.sex,
  };
}
