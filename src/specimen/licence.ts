import bwip from 'bwip-js';
import { type Drawing, guilloche, specimenMark } from './artwork.ts';
import { drawText } from './lettering.ts';
import type { SpecimenPerson } from './person.ts';
import { plainLetters } from './plain-letters.ts';

const CARD = { width: 856, height: 540 };
/** The number by which AAMVA's own examples name an issuer. */
const ISSUER = '636000';
const VERSION = '10';
/** `@`, LF, RS, CR, `ANSI `, issuer, two versions and the number of subfiles (AAMVA DL/ID 2020, annex D.12.3). */
const HEADER_LENGTH = 21;
/** Type, offset and length of one subfile. */
const DESIGNATOR_LENGTH = 10;

/** What stands in the barcode of a North American licence. Dates are told as MMDDCCYY there. */
export function licenceElements(person: SpecimenPerson): Record<string, string> {
  const [given = '', ...middle] = plainLetters(person.givenNames).toUpperCase().split(' ');
  return {
    DCA: 'D',
    DCB: 'NONE',
    DCD: 'NONE',
    DBA: monthFirst(person.expiryDate),
    DCS: plainLetters(person.surname).toUpperCase(),
    DAC: given,
    DAD: middle.join(' ') || 'NONE',
    DBD: monthFirst(person.issueDate),
    DBB: monthFirst(person.birthDate),
    DBC: { M: '1', F: '2', X: '9' }[person.sex],
    DAY: 'BRO',
    DAU: '068 in',
    DAG: (person.address[0] ?? '').toUpperCase(),
    DAI: (person.address[1] ?? '').toUpperCase(),
    DAJ: 'VA',
    DAK: '231870000',
    DAQ: person.documentNumber,
    DCF: `${person.documentNumber}0001`,
    DCG: 'USA',
    DDE: 'N',
    DDF: 'N',
    DDG: 'N',
  };
}

/** The text of the barcode, with offset and length of its subfile as they are. */
export function licenceText(person: SpecimenPerson): string {
  const elements = Object.entries(licenceElements(person)).map(([code, value]) => code + value);
  const subfile = `DL${elements.join('\n')}\n\r`;
  const offset = String(HEADER_LENGTH + DESIGNATOR_LENGTH).padStart(4, '0');
  const length = String(subfile.length).padStart(4, '0');
  return `@\n\u001e\rANSI ${ISSUER}${VERSION}0001DL${offset}${length}${subfile}`;
}

const monthFirst = (date: string) => `${date.slice(5, 7)}${date.slice(8, 10)}${date.slice(0, 4)}`;

/** The back of a licence: its barcode and what is printed around it. */
export function licenceBack(person: SpecimenPerson, inks: readonly [string, string]): Drawing {
  const options = { bcid: 'pdf417', text: licenceText(person), columns: 12, eclevel: 5, scale: 1 };
  const svg = bwip.toSVG(options);
  const [, width = '1', height = '1'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  const module = (CARD.width - 120) / Number(width);
  const tall = Number(height) * module;
  const code = svg.replace(/^<svg[^>]*>|<\/svg>\s*$/g, '');
  const body = `<rect width="${CARD.width}" height="${CARD.height}" fill="#f1f0ea"/>
    ${guilloche(CARD.width, CARD.height, inks)}
    ${specimenMark(CARD)}
    ${drawText('UTOPIA DRIVER LICENSE', 40, 58, { font: 'bold', size: 28 })}
    ${drawText('SPECIMEN', 816, 58, { font: 'bold', size: 28, fill: '#b3261e', anchor: 'end' })}
    ${drawText('CLASS D  Any vehicle under 26,001 lbs', 40, 98, { size: 20 })}
    ${drawText('RESTRICTIONS  NONE   ENDORSEMENTS  NONE', 40, 128, { size: 20 })}
    <rect x="40" y="170" width="${CARD.width - 80}" height="${tall + 40}" fill="#ffffff"/>
    <g transform="translate(60 190) scale(${module})">${code}</g>
    ${drawText('This is a specimen. It was drawn by a program, for tests.', 40, 510, { size: 18 })}`;
  return { ...CARD, body };
}
