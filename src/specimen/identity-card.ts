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
import { cardMrz } from './mrz-lines.ts';
import type { SpecimenPerson } from './person.ts';

/** ID-1, 85.6 x 54 mm (ICAO 9303-5). */
const CARD = { width: 856, height: 540 };

const paper = `<defs><linearGradient id="card" x2="1" y2="1"><stop stop-color="#e9f1ee"/><stop offset="1" stop-color="#eceaf5"/>
  </linearGradient></defs><rect width="${CARD.width}" height="${CARD.height}" fill="url(#card)"/>`;

export function cardFront(person: SpecimenPerson): Drawing {
  const body = `${paper}
    ${guilloche(CARD.width, CARD.height, ['#9dbfae', '#a79bc9'])}
    ${specimenMark(CARD)}
    ${drawText('UTOPIA', 34, 62, { font: 'bold', size: 42, fill: '#1f4a3d' })}
    ${drawText('IDENTITY CARD', 330, 60, { size: 30, fill: '#1f4a3d' })}
    ${drawText('SPECIMEN', 822, 60, { font: 'bold', size: 28, fill: '#b3261e', anchor: 'end' })}
    <rect x="34" y="82" width="788" height="3" fill="#1f4a3d"/>
    ${portrait(34, 112, 262, 340)}
    ${frontFields(person)}`;
  return { ...CARD, body };
}

function frontFields(person: SpecimenPerson): string {
  const row = (index: number) => 128 + index * 70;
  return [
    labelledField('Surname', person.surname.toUpperCase(), 330, row(0)),
    labelledField('Given names', person.givenNames.toUpperCase(), 330, row(1)),
    labelledField('Date of birth', printedDate(person.birthDate), 330, row(2)),
    labelledField('Sex', person.sex, 590, row(2)),
    labelledField('Nationality', 'UTOPIAN', 680, row(2)),
    labelledField('Document No.', person.documentNumber, 330, row(3)),
    labelledField('Date of issue', printedDate(person.issueDate), 590, row(3)),
    labelledField('Date of expiry', printedDate(person.expiryDate), 330, row(4)),
    labelledField('Place of birth', person.birthPlace.toUpperCase(), 590, row(4)),
  ].join('');
}

export function cardBack(person: SpecimenPerson): Drawing {
  const address = person.address.join(', ');
  const body = `${paper}
    ${guilloche(CARD.width, 330, ['#a79bc9', '#9dbfae'])}
    ${specimenMark({ width: CARD.width, height: 330 })}
    ${labelledField('Address', address.toUpperCase(), 47, 56, 25)}
    ${labelledField('Authority', 'CITY OF ZENITH', 47, 126, 25)}
    ${labelledField('Date of issue', printedDate(person.issueDate), 420, 126, 25)}
    ${drawText('SPECIMEN', 809, 300, { font: 'bold', size: 28, fill: '#b3261e', anchor: 'end' })}
    <rect x="47" y="200" width="118" height="92" rx="12" fill="#d9bd6b"/>
    <path d="M47 231H165M47 261H165M86 200V292M126 200V292" stroke="#8f7431" stroke-width="2"/>
    <rect y="330" width="${CARD.width}" height="210" fill="#f7f7f4"/>
    ${mrzBlock(cardMrz(person), CARD, 378)}`;
  return { ...CARD, body };
}
