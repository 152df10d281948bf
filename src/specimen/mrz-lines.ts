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
    `${number}${nationality(person)}${birth}${sex(person)}${expiry}${optional}${composite}`,
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
    `${birth}${sex(person)}${expiry}${nationality(person)}${second}${composite}`,
    fill(names(person), MRZ_SHAPES.TD1.length),
  ];
}

/** The two lines of a card of size TD2 (ICAO 9303-6 section 4.2.2). */
export function largeCardMrz(person: SpecimenPerson): string[] {
  const digit = digitsOf(person);
  const number = fill(person.documentNumber, 9) + digit('documentNumber', fill(person.documentNumber, 9));
  const { birth, expiry } = datesOf(person, digit);
  const optional = fill('', 7);
  const composite = digit('composite', number + birth + expiry + optional);
  const second = `${number}${nationality(person)}${birth}${sex(person)}${expiry}${optional}${composite}`;
  return [fill(`I<UTO${names(person)}`, 36), second];
}

/** The two lines of a visa of either size (ICAO 9303-7 section 4.2): 44 characters for MRV-A, 36 for MRV-B. */
export function visaMrz(person: SpecimenPerson, length: 44 | 36): string[] {
  const digit = digitsOf(person);
  const number = fill(person.documentNumber, 9) + digit('documentNumber', fill(person.documentNumber, 9));
  const { birth, expiry } = datesOf(person, digit);
  const second = `${number}${nationality(person)}${birth}${sex(person)}${expiry}`;
  return [fill(`V<UTO${names(person)}`, length), fill(second + person.personalNumber, length)];
}

/**
 * The two lines of the French card of 1988 to 2021, which follows no part of ICAO 9303: the second check digit is of
 * the number, the last one of both lines. `number` is twelve digits, `office` six.
 */
export function frenchCardMrz(person: SpecimenPerson, number: string, office: string): string[] {
  const first = `IDFRA${fill(inMrzLetters(person.mrzSurname), 25)}${fill(office, 6)}`;
  const given = fill(inMrzLetters(person.mrzGivenNames).replaceAll('<', '<<'), 14);
  const birth = person.birthDate.slice(2).replaceAll('-', '');
  const sexLetter = person.sex === 'F' ? 'F' : 'M';
  const second = `${number}${checkDigit(number)}${given}${birth}${checkDigit(birth)}${sexLetter}`;
  return [first, second + checkDigit(first + second)];
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

const nationality = (person: SpecimenPerson) => fill(person.nationality, 3);

const names = (person: SpecimenPerson) =>
  `${inMrzLetters(person.mrzSurname)}<<${inMrzLetters(person.mrzGivenNames)}`;

const fill = (text: string, length: number) => text.padEnd(length, '<').slice(0, length);

/** A name in the letters of an MRZ: apostrophes and full stops fall away, hyphens and spaces become fillers. */
export function inMrzLetters(name: string): string {
  return mrzWords(name).join('<');
}
