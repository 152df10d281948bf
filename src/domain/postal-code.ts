/** A postal code on a line of an address. `countries` are ISO 3166-1 codes of the states whose form it has. */
export interface PostalCode {
  code: string;
  countries: readonly string[];
}

interface Form {
  countries: readonly string[];
  /** Tells the form on a line of its own; the first group is the code. */
  form: RegExp;
}

const CITY = String.raw`\p{Lu}[\p{L}.'’-]`;

/**
 * The forms of the Universal Postal Union's addressing guides, the ones that no other state shares first. A code of
 * digits alone counts only with the name of a place beside it.
 */
const FORMS: readonly Form[] = [
  { countries: ['CA'], form: /(?:^|[\s,])([ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d)(?:$|[\s,.])/u },
  { countries: ['GB'], form: /(?:^|[\s,])([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?:$|[\s,.])/u },
  { countries: ['IE'], form: /(?:^|[\s,])([A-Z]\d[\dW] ?[A-Z\d]{4})(?:$|[\s,.])/u },
  { countries: ['US'], form: /(?:^|[\s,])[A-Z]{2}[ ,]+(\d{5}(?:-\d{4})?)(?:$|[\s,.])/u },
  { countries: ['AU'], form: /(?:^|[\s,])(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT)[ ,]+(\d{4})(?:$|[\s,.])/u },
  { countries: ['PT'], form: new RegExp(String.raw`(?:^|[\s,])(\d{4}-\d{3}) ${CITY}`, 'u') },
  { countries: ['PL'], form: new RegExp(String.raw`(?:^|[\s,])(\d{2}-\d{3}) ${CITY}`, 'u') },
  { countries: ['NL'], form: new RegExp(String.raw`(?:^|[\s,])((?:NL-)?\d{4} ?[A-Z]{2}) ${CITY}`, 'u') },
  { countries: ['SE'], form: new RegExp(String.raw`(?:^|[\s,])((?:SE-|S-)?\d{3} \d{2}) ${CITY}`, 'u') },
  {
    countries: ['DE', 'FR', 'ES', 'IT', 'FI'],
    form: new RegExp(String.raw`(?:^|[\s,])((?:(?:DE|D|FR|F|ES|E|IT|I|FI)-)?\d{5}),? ${CITY}`, 'u'),
  },
  {
    countries: ['AT', 'BE', 'CH', 'DK', 'NO', 'LU'],
    form: new RegExp(String.raw`(?:^|, ?)((?:(?:AT|A|BE|B|CH|DK|NO|N|LU|L)-)?\d{4}) ${CITY}`, 'u'),
  },
];

/** The postal code of a line, or undefined. A number of a house in front of a street may look like one of four digits. */
export function findPostalCode(line: string): PostalCode | undefined {
  for (const { form, countries } of FORMS) {
    const code = form.exec(line)?.[1];
    if (code) return { code, countries };
  }
  return undefined;
}
