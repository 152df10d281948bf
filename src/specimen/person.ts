import type { CheckDigitName } from '../domain/reading.ts';

/** All that the specimens of one person say. Dates are `YYYY-MM-DD`. */
export interface SpecimenPerson {
  surname: string;
  givenNames: string;
  birthDate: string;
  sex: 'F' | 'M' | 'X';
  birthPlace: string;
  /** Code of the state whose citizen the holder is (ICAO 9303-3 section 5). */
  nationality: string;
  documentNumber: string;
  personalNumber: string;
  issueDate: string;
  expiryDate: string;
  /** Names in the MRZ, where they differ from the printed ones. */
  mrzSurname: string;
  mrzGivenNames: string;
  /** Check digits of the MRZ that are printed wrong. */
  wrongCheckDigits: readonly CheckDigitName[];
  address: readonly string[];
  /** Who the bill is for, from whom and when. */
  billFullName: string;
  billIssuer: string;
  billIssueDate: string;
}

/** What a test wants to be different; `today` (`YYYY-MM-DD`) is what "adult" and "recent" are counted from. */
export interface SpecimenOverrides extends Partial<SpecimenPerson> {
  today: string;
}

/**
 * An adult with papers that are in date and a bill of two weeks ago. The state that issues is always `UTO`, which ICAO 9303-3
 * keeps for specimens. Whatever is given replaces the default; names of the MRZ and the bill follow the person's.
 */
export function specimenPerson({ today, ...overrides }: SpecimenOverrides): SpecimenPerson {
  const { surname = 'Eriksson', givenNames = 'Anna Maria' } = overrides;
  return {
    surname,
    givenNames,
    birthDate: addDays(addYears(today, -34), -100),
    sex: 'F',
    birthPlace: 'Zenith',
    nationality: 'UTO',
    documentNumber: 'L898902C3',
    personalNumber: '',
    issueDate: addDays(addYears(today, -3), 40),
    expiryDate: addDays(addYears(today, 7), 39),
    mrzSurname: surname,
    mrzGivenNames: givenNames,
    wrongCheckDigits: [],
    address: ['27 Harbour Street', 'Zenith', 'ZN4 8QT'],
    billFullName: `${givenNames} ${surname}`,
    billIssuer: 'Utopia Water and Power Ltd',
    billIssueDate: addDays(today, -14),
    ...overrides,
  };
}

/** The same day some years away; the day before where that day does not exist (29 February). */
export function addYears(date: string, years: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const moved = new Date(Date.UTC(year + years, month - 1, day));
  if (moved.getUTCMonth() !== month - 1) moved.setUTCDate(0);
  return moved.toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}
