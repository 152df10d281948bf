import sharp from 'sharp';
import type { PlacedField } from '../../src/domain/examination.ts';
import { printedDate } from '../../src/specimen/artwork.ts';
import { drawSpecimen } from '../../src/specimen/draw.ts';
import { drawText, textWidth } from '../../src/specimen/lettering.ts';
import { type SpecimenPerson, specimenPerson } from '../../src/specimen/person.ts';

/** How the document number is changed: other digits painted over it, or digits of its own copied to another place. */
export type Alteration = 'painted' | 'copied' | 'none';

export interface Saving {
  /** JPEG quality before and after the alteration. */
  before: number;
  after: number;
  /** Width to which the altered picture is made smaller before it is saved. */
  resizedTo?: number;
}

export interface AlteredPassport {
  picture: Buffer;
  /** Where the fields are printed on it. */
  fields: PlacedField[];
}

const WIDTH = 1500;
/** The drawing of the data page is this wide; see `src/specimen/passport.ts`. */
const SCALE = WIDTH / 1250;
const SIZE = 28;
const STYLE = { font: 'bold', size: SIZE } as const;
const [LEFT, MIDDLE, RIGHT] = [430, 600, 830];
const rowTop = (row: number) => 152 + row * 70;

/** Numbers that look random and are the same in every run. */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

const NAMES = ['Eriksson', 'Okonkwo', 'Larsson', 'Haddad', 'Vermeulen', 'Nakamura', 'Petrov', 'Silva'];
const GIVEN_NAMES = ['Anna Maria', 'Yuki', 'Tomas', 'Leila', 'Pieter Jan', 'Hana', 'Ivo', 'Maria Clara'];
const pick = (texts: readonly string[], random: () => number) =>
  texts[Math.floor(random() * texts.length)] ?? '';
const digits = (count: number, random: () => number) =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');

/** A photographed passport whose number was altered after it was saved, and which was saved again. */
export async function alteredPassport(
  alteration: Alteration,
  { before, after, resizedTo = WIDTH }: Saving,
  random: () => number,
): Promise<AlteredPassport> {
  const person = specimenPerson({
    today: '2026-11-24',
    surname: pick(NAMES, random),
    givenNames: pick(GIVEN_NAMES, random),
    documentNumber: `X${digits(7, random)}C`,
  });
  const taken = await photographed(person, before, random);
  const fields = printedPlaces(person);
  const changed = await alter(taken, alteration, fields[0]?.box ?? { left: 0, top: 0, bottom: 0 }, random);
  const picture = await sharp(changed).resize(resizedTo).jpeg({ quality: after }).toBuffer();
  const scale = resizedTo / WIDTH;
  const scaled = fields.map(({ name, box: { left, top, right, bottom } }) => ({
    name,
    box: { left: left * scale, top: top * scale, right: right * scale, bottom: bottom * scale },
  }));
  return { picture, fields: scaled };
}

/** A little out of focus, and with the noise of a camera. */
async function photographed(person: SpecimenPerson, quality: number, random: () => number): Promise<Buffer> {
  const drawn = sharp(await drawSpecimen('passport', person, { width: WIDTH, quality: 100 })).blur(0.6);
  const { data, info } = await drawn.raw().toBuffer({ resolveWithObject: true });
  for (let index = 0; index < data.length; index++) {
    const noise = (random() + random() + random() - 1.5) * 4;
    data[index] = Math.max(0, Math.min(255, Math.round((data[index] ?? 0) + noise)));
  }
  const { width, height } = info;
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

/** As the drawing sets them; the number first. */
function printedPlaces(person: SpecimenPerson): PlacedField[] {
  const place = (name: string, text: string, x: number, row: number) => {
    const [top, right] = [rowTop(row) + 8, x + textWidth(text, STYLE)];
    const box = { left: x * SCALE, top: top * SCALE, right: right * SCALE, bottom: (top + 23) * SCALE };
    return { name, box };
  };
  return [
    place('documentNumber', person.documentNumber, RIGHT, 0),
    place('surname', person.surname.toUpperCase(), LEFT, 1),
    place('givenNames', person.givenNames.toUpperCase(), LEFT, 2),
    place('nationality', 'UTOPIAN', LEFT, 3),
    place('birthDate', printedDate(person.birthDate), LEFT, 4),
    place('issueDate', printedDate(person.issueDate), MIDDLE, 5),
    place('expiryDate', printedDate(person.expiryDate), LEFT, 6),
  ];
}

/** Four digits, from the third on. */
async function alter(
  picture: Buffer,
  alteration: Alteration,
  number: { left: number; top: number; bottom: number },
  random: () => number,
): Promise<Buffer> {
  if (alteration === 'none') return picture;
  const letter = textWidth('0', STYLE) * SCALE;
  const left = Math.round(number.left + 2 * letter);
  const top = Math.round(number.top - 2);
  const height = Math.round(number.bottom - number.top + 4);
  if (alteration === 'copied') {
    const two = await sharp(picture)
      .extract({ left, top, width: Math.round(2 * letter), height })
      .png()
      .toBuffer();
    // One pixel beside and below where it stood: nobody copies along the blocks of a file.
    return sharp(picture)
      .composite([{ input: two, left: Math.round(left + 2 * letter) + 1, top: top + 1 }])
      .png()
      .toBuffer();
  }
  const width = Math.round(4.3 * letter);
  const paper = await sharp(picture)
    .extract({ left, top: top + Math.round(33 * SCALE), width, height })
    .png()
    .toBuffer();
  const text = drawText(digits(4, random), 4, height - 6, { ...STYLE, size: SIZE * SCALE });
  const print = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${text}</svg>`,
  );
  return sharp(picture)
    .composite([
      { input: paper, left, top },
      { input: print, left, top },
    ])
    .png()
    .toBuffer();
}
