import { type Drawing, guilloche, mrzBlock, portrait, specimenMark } from './artwork.ts';
import { type Design, dateText } from './design.ts';
import { type LabelName, labelText } from './labels.ts';
import { drawText, textWidth } from './lettering.ts';
import type { SpecimenPerson } from './person.ts';

/** A document about a person: its drawing, and what a reader should find in its print. */
export interface PrintedDocument extends Drawing {
  printed: Record<string, string>;
}

interface Page {
  width: number;
  height: number;
  title: string;
  /** Height of the part above the zone; the whole page where there is none. */
  printHeight: number;
  headingHeight: number;
  /** Sizes of values and labels, in tenths of a millimetre. */
  value: number;
  label: number;
  zone?: { lines: readonly string[]; baseline: number };
}

const PASSPORT = { width: 1250, height: 880, printHeight: 648, headingHeight: 104, value: 28, label: 17 };
const CARD = { width: 856, height: 540, headingHeight: 84, value: 26, label: 14 };
const LARGE_CARD = { width: 1050, height: 740, headingHeight: 92, value: 28, label: 16 };

/** The data page of a passport or a visa of the same size, 125 x 88 mm (ICAO 9303-4). */
export function passportDocument(
  person: SpecimenPerson,
  design: Design,
  { title = 'PASSPORT', lines }: { title?: string; lines: readonly string[] },
): PrintedDocument {
  return draw({ ...PASSPORT, title, zone: { lines, baseline: 742 } }, person, design);
}

/** The front of a card of size ID-1, 85.6 x 54 mm, without a zone (ICAO 9303-5). */
export function cardFrontDocument(person: SpecimenPerson, design: Design): PrintedDocument {
  return draw({ ...CARD, printHeight: CARD.height, title: 'IDENTITY CARD' }, person, design);
}

/** A card of size ID-2, 105 x 74 mm, with its zone on the front (ICAO 9303-6). */
export function largeCardDocument(
  person: SpecimenPerson,
  design: Design,
  lines: readonly string[],
): PrintedDocument {
  const zone = { lines, baseline: 620 };
  return draw({ ...LARGE_CARD, printHeight: 540, title: 'IDENTITY CARD', zone }, person, design);
}

/** The back of a card of size ID-1: little print and the zone (ICAO 9303-5). */
export function cardBackDocument(
  person: SpecimenPerson,
  design: Design,
  lines: readonly string[],
): PrintedDocument {
  const { width, height } = CARD;
  const cell = { value: 24, label: 14, dates: design.dates, languages: design.languages };
  const body = `${paper(CARD, design)}
    ${guilloche(width, 330, design.colours.inks)}
    ${specimenMark({ width, height: 330 })}
    ${field('authority', 'CITY OF ZENITH', 47, 60, cell)}
    ${field('issueDate', dateText(person.issueDate, design.dates), 480, 60, cell)}
    ${drawText('SPECIMEN', 809, 300, { font: 'bold', size: 28, fill: '#b3261e', anchor: 'end' })}
    <rect x="47" y="190" width="118" height="92" rx="12" fill="#d9bd6b"/>
    <rect y="330" width="${width}" height="210" fill="#f7f7f4"/>
    ${mrzBlock(lines, CARD, 378)}`;
  return { width, height, body, printed: {} };
}

function draw(page: Page, person: SpecimenPerson, design: Design): PrintedDocument {
  const { width, height, printHeight } = page;
  const photo = { width: printHeight * 0.48, height: printHeight * 0.62 };
  const left = design.portraitSide === 0 ? 40 : width - 40 - photo.width;
  const columns = design.portraitSide === 0 ? left + photo.width + 40 : 40;
  const { body: print, printed } = fields(page, person, design, columns, width - photo.width - 120);
  const body = `${paper(page, design)}
    ${guilloche(width, printHeight, design.colours.inks)}
    ${specimenMark({ width, height: printHeight })}
    ${heading(page, design)}
    ${portrait(left, page.headingHeight + 30, photo.width, photo.height)}
    ${print}
    ${page.zone ? `<rect y="${printHeight}" width="${width}" height="${height - printHeight}" fill="#f6f7f4"/>` : ''}
    ${page.zone ? mrzBlock(page.zone.lines, page, page.zone.baseline) : ''}`;
  return { width, height, body, printed };
}

function paper({ width, height }: { width: number; height: number }, { colours }: Design): string {
  return `<defs><linearGradient id="paper" x2="1" y2="1"><stop stop-color="${colours.paper[0]}"/>
    <stop offset="1" stop-color="${colours.paper[1]}"/></linearGradient></defs>
    <rect width="${width}" height="${height}" fill="url(#paper)"/>`;
}

function heading({ width, headingHeight, title }: Page, { band, colours }: Design): string {
  const base = headingHeight * 0.68;
  const size = headingHeight * 0.44;
  const ink = band ? '#ffffff' : colours.heading;
  const ground = band
    ? `<rect width="${width}" height="${headingHeight}" fill="${colours.heading}" opacity="0.93"/>`
    : `<rect x="40" y="${headingHeight - 4}" width="${width - 80}" height="3" fill="${colours.heading}"/>`;
  return `${ground}
    ${drawText('UTOPIA', 40, base, { font: 'bold', size, fill: ink })}
    ${drawText(title, width * 0.36, base, { size: size * 0.7, fill: ink })}
    ${drawText('SPECIMEN', width - 40, base, { font: 'bold', size: size * 0.66, fill: band ? '#ffc9c2' : '#b3261e', anchor: 'end' })}`;
}

type Cell = Pick<Page, 'value' | 'label'> & Pick<Design, 'languages' | 'dates'>;

function fields(page: Page, person: SpecimenPerson, design: Design, x: number, width: number) {
  const date = (value: string) => dateText(value, design.dates);
  const name = (value: string) => (design.capitals ? value.toUpperCase() : value);
  const nationality = person.nationality === 'UTO' ? 'UTOPIAN' : person.nationality;
  const values: [LabelName, string][][] = [
    [['surname', name(person.surname)]],
    [['givenNames', name(person.givenNames)]],
    [
      ['birthDate', date(person.birthDate)],
      ['sex', person.sex],
    ],
    [
      ['nationality', nationality],
      ['documentNumber', person.documentNumber],
    ],
    [
      ['issueDate', date(person.issueDate)],
      ['expiryDate', date(person.expiryDate)],
    ],
    [
      ['birthPlace', person.birthPlace.toUpperCase()],
      ['authority', 'ZENITH'],
    ],
  ];
  const top = page.headingHeight + 36;
  const pitch = (page.printHeight - top - page.value) / values.length;
  const cell = { ...page, ...design };
  const body = values.flatMap((row, at) =>
    row.map(([label, value], column) =>
      field(label, value, x + column * width * SECOND_COLUMN, top + at * pitch, {
        ...cell,
        width: width / row.length,
      }),
    ),
  );
  const printed = Object.fromEntries(values.flat().filter(([label]) => TRUTH.includes(label)));
  const dates = { birthDate: person.birthDate, issueDate: person.issueDate, expiryDate: person.expiryDate };
  return { body: body.join(''), printed: { ...printed, ...dates } };
}

/** Where the second of two columns begins, as a share of both. */
const SECOND_COLUMN = 0.54;

/** Labels whose values a reader is asked for. */
const TRUTH: readonly string[] = ['surname', 'givenNames', 'sex', 'nationality', 'documentNumber'];

/** A value under its label; the label shrinks where its column is narrow, as on cards. */
function field(
  label: LabelName,
  value: string,
  x: number,
  y: number,
  { value: size, label: small, languages, width = 400 }: Cell & { width?: number },
): string {
  const text = labelText(label, languages);
  const room = (width - 14) / textWidth(text, { size: small });
  const above = drawText(text, x, y, { size: small * Math.min(1, room), fill: '#41566b' });
  return above + drawText(value, x, y + size * 1.06, { font: 'bold', size });
}
