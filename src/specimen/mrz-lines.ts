import { checkDigit } from '../domain/mrz-check-digit.ts';
import { MRZ_SHAPES } from '../domain/mrz-layout.ts';
import { mrzWords } from '../domain/person-name.ts';
import type { CheckDigitName } from '../domain/reading.ts';
import type { SpecimenPerson } from './person.ts';

/** The two lines of a passport (ICAO 9303-4 section 4.2.2). */
export function passportMrz(person: SpecimenPerson): string[] {
  const digit = digitsOf(person);
  const number = fill(person.documentNumber, 9) + digit('documentNumber', fill(person.documentNumber, 9));
  const { birth, expiry } = datesOf(person, digit);
  const personal = fill(person.personalNumber, 14);
  const optional = personal + (person.personalNumber ? digit('personalNumber', personal) : '<');
  const composite = digit('composite', number + birth + expiry + optional);
  return [
    fill(`P<UTO${names(person)}`, MRZ_SHAPES.TD3.length),
    `${number}UTO${birth}${sex(person)}${expiry}${optional}${composite}`,
  ];
}

/** The three lines of a card (ICAO 9303-5 section 4.2.2). */
export function cardMrz(person: SpecimenPerson): string[] {
  const digit = digitsOf(person);
  const number = fill(person.documentNumber, 9) + digit('documentNumber', fill(person.documentNumber, 9));
  const optional = fill(person.personalNumber, 15);
  const { birth, expiry } = datesOf(person, digit);
  const second = fill('', 11);
  const composite = digit('composite', number + optional + birth + expiry + second);
  return [
    `I<UTO${number}${optional}`,
    `${birth}${sex(person)}${expiry}UTO${second}${composite}`,
    fill(names(person), MRZ_SHAPES.TD1.length),
  ];
}

type Digit = (name: CheckDigitName, text: string) => string;

/** The check digit of a text; one too high where the specimen is to be wrong there. */
function digitsOf(person: SpecimenPerson): Digit {
  return (name, text) => {
    const digit = checkDigit(text);
    return person.wrongCheckDigits.includes(name) ? String((Number(digit) + 1) % 10) : digit;
  };
}

function datesOf(person: SpecimenPerson, digit: Digit): { birth: string; expiry: string } {
  const birth = person.birthDate.slice(2).replaceAll('-', '');
  const expiry = person.expiryDate.slice(2).replaceAll('-', '');
  return { birth: birth + digit('birthDate', birth), expiry: expiry + digit('expiryDate', expiry) };
}

const sex = (person: SpecimenPerson) => (person.sex === 'X' ? '<' : person.sex);

const names = (person: SpecimenPerson) =>
  `${inMrzLetters(person.mrzSurname)}<<${inMrzLetters(person.mrzGivenNames)}`;

const fill = (text: string, length: number) => text.padEnd(length, '<').slice(0, length);

/** A name in the letters of an MRZ: apostrophes and full stops fall away, hyphens and spaces become fillers. */
export function inMrzLetters(name: string): string {
  return mrzWords(name).join('<');
}
