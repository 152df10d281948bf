import { addDays, addYears, type SpecimenPerson, specimenPerson } from './person.ts';
import type { Random } from './random.ts';

/** Names from where the letters of the specimens are used; with and without marks, short, long and double ones. */
const SURNAMES = [
  'Eriksson',
  'Müller',
  'Groß',
  'Okonkwo',
  'van der Berg',
  'Smith-Jones',
  'Kowalska',
  'García López',
  'Nguyen',
  'Björklund',
  "O'Connor",
  'Quispe',
  'Łukasik',
  'Dubois',
  'Lefèvre',
  'Rossi',
  'Šimić',
  'Silva Araújo',
  'Tanaka',
  'Ångström',
  'Fitzgerald',
  'Çelik',
  'Őry',
  'Novák',
  'Sørensen',
  'Ivanova',
  'Zhao',
  'Ó Briain',
  'Wójcik',
  'Hernández',
] as const;

const GIVEN_NAMES = [
  'Anna Maria',
  'Erika',
  'Chidi',
  'Lars',
  'Olivia',
  'Joanna',
  'José Luis',
  'Thi Lan',
  'Zoë',
  'Liam',
  'Rosa',
  'Wei',
  'Jörg',
  'François',
  'Marco',
  'Elena',
  'João',
  'Yuki',
  'Grace',
  'Jean-Pierre',
  'Ewa Katarzyna',
  'Ibrahim',
  'Søren',
  'Núria',
] as const;

const NATIONALITIES = [
  'UTO',
  'UTO',
  'UTO',
  'D',
  'FRA',
  'NGA',
  'NLD',
  'POL',
  'ESP',
  'SWE',
  'ITA',
  'XXA',
] as const;
const PLACES = ['Zenith', 'Meridian', 'Nadir', 'Solstice', 'Northport', 'Équinoxe'] as const;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Somebody who does not exist, with papers that are in date on `today` (`YYYY-MM-DD`). The same chance, the same person. */
export function randomPerson(random: Random, today: string): SpecimenPerson {
  const surname = random.pick(SURNAMES);
  const givenNames = random.pick(GIVEN_NAMES);
  const issueDate = addDays(addYears(today, -random.whole(0, 8)), -random.whole(1, 300));
  return specimenPerson({
    today,
    surname,
    givenNames,
    birthDate: addDays(addYears(today, -random.whole(19, 85)), -random.whole(0, 360)),
    sex: random.chance(0.04) ? 'X' : random.pick(['F', 'M']),
    birthPlace: random.pick(PLACES),
    nationality: random.pick(NATIONALITIES),
    documentNumber: documentNumber(random),
    personalNumber: random.chance(0.5) ? String(random.whole(1e8, 9e9)) : '',
    issueDate,
    expiryDate: addDays(addYears(issueDate, 10), -1),
    billFullName: `${givenNames} ${surname}`,
    billIssueDate: addDays(today, -random.whole(2, 80)),
  });
}

/** Eight or nine letters and digits, mostly digits, as most states number their papers. */
function documentNumber(random: Random): string {
  const length = random.whole(8, 9);
  const places = Array.from({ length }, (_, place) => {
    const letter = place < 2 ? random.chance(0.7) : random.chance(0.12);
    return letter ? (LETTERS[random.whole(0, 25)] ?? 'A') : String(random.whole(0, 9));
  });
  // The readers of print tell a number from a word by its digits.
  places[length - 1] = String(random.whole(0, 9));
  return places.join('');
}
