import {
  type Drawing,
  guilloche,
  labelledField,
  mrzBlock,
  portrait,
  printedDate,
  specimenMark,
} from './artwork.ts';
import { drawText } from './lettering.ts';
import { passportMrz } from './mrz-lines.ts';
import type { SpecimenPerson } from './person.ts';

const PAGE = { width: 1250, height: 880 };
const MRZ_TOP = 648;

/** The data page of a passport, 125 x 88 mm (ICAO 9303-4). */
export function passportPage(person: SpecimenPerson): Drawing {
  const body = `
    <defs><linearGradient id="paper" x2="1" y2="1"><stop stop-color="#eaf2f4"/><stop offset="0.5" stop-color="#f3f1e6"/>
      <stop offset="1" stop-color="#e8eef6"/></linearGradient></defs>
    <rect width="${PAGE.width}" height="${PAGE.height}" fill="url(#paper)"/>
    ${guilloche(PAGE.width, MRZ_TOP, ['#8fb5c9', '#c29a76'])}
    ${specimenMark({ width: PAGE.width, height: MRZ_TOP })}
    ${header()}
    ${portrait(52, 150, 335, 430)}
    ${fields(person)}
    <rect y="${MRZ_TOP}" width="${PAGE.width}" height="${PAGE.height - MRZ_TOP}" fill="#f6f7f4"/>
    ${mrzBlock(passportMrz(person), PAGE, 742)}`;
  return { ...PAGE, body };
}

function header(): string {
  return `<rect width="${PAGE.width}" height="104" fill="#21405c" opacity="0.93"/>
    ${drawText('UTOPIA', 52, 72, { font: 'bold', size: 54, fill: '#ffffff' })}
    ${drawText('PASSPORT / PASSEPORT', 430, 70, { size: 36, fill: '#e5edf3' })}
    ${drawText('SPECIMEN', 1200, 70, { font: 'bold', size: 36, fill: '#ffc9c2', anchor: 'end' })}`;
}

function fields(person: SpecimenPerson): string {
  const left = 430;
  const right = 830;
  const row = (index: number) => 152 + index * 70;
  return [
    labelledField('Type', 'P', left, row(0)),
    labelledField('Code of State', 'UTO', 560, row(0)),
    labelledField('Passport No.', person.documentNumber, right, row(0)),
    labelledField('Surname / Nom', person.surname.toUpperCase(), left, row(1)),
    labelledField('Given names / Prénoms', person.givenNames.toUpperCase(), left, row(2)),
    labelledField('Nationality / Nationalité', 'UTOPIAN', left, row(3)),
    labelledField('Personal No.', person.personalNumber || 'NONE', right, row(3)),
    labelledField('Date of birth / Date de naissance', printedDate(person.birthDate), left, row(4)),
    labelledField('Place of birth', person.birthPlace.toUpperCase(), right, row(4)),
    labelledField('Sex / Sexe', person.sex, left, row(5)),
    labelledField('Date of issue', printedDate(person.issueDate), 600, row(5)),
    labelledField('Authority', 'MINISTRY OF THE INTERIOR', right, row(5)),
    labelledField("Date of expiry / Date d'expiration", printedDate(person.expiryDate), left, row(6)),
  ].join('');
}
