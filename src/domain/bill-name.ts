import { folded, isCompany, wordings } from './bill-wording.ts';

const TITLES = new Set(
  wordings(`mr, mrs, ms, miss, mx, dr, prof, sir, messrs, herr, herrn, frau, monsieur, madame, mademoiselle, mme, mlle, sr, sra,
    srta, don, doña, dña, señor, señora, sig, sig ra, sigra, signor, signora, signore, egr, gent, dhr, mevr, mevrouw, de heer,
    heer, mw, exmo, exma, exmos, senhor, senhora, pan, pani, hr, fru, herra, rouva, ing, mag, dipl, avv, dott, dottssa, m`),
);
/** One letter that may as well be an initial: a title only before two other words. */
const MAYBE_TITLES = new Set(['M', 'D']);
const NO_NAMES = new Set(
  wordings(`street, road, lane, avenue, close, court, cottage, house, flat, farm, villa, lodge, hall, apartment, apt, unit, floor,
    terrace, drive, way, square, gardens, crescent, place, park, hill, view, suite, box, po, strasse, weg, platz, gasse, allee,
    rue, chemin, impasse, boulevard, quai, calle, avenida, plaza, paseo, via, viale, piazza, corso, straat, laan, plein, rua,
    travessa, praca, ulica, ul, aleja, gatan, vagen, vej, gade, your, our, the, you, bill, invoice, statement, account, total,
    amount, payment, page, dear, customer, charges, charge, balance, summary, number, reference, date, period, tax, factura,
    facture, rechnung, fattura, factuur, fatura, faktura, kunde, kundennummer, gentile, customers, tel, telephone, email, www,
    specimen, copy, duplicate, private, confidential, address, name, holder, electricity, gas, water, band, notice, important,
    from, to, for, and, or, of, new, with, this, united, kingdom, deutschland, france, postfach, postbus, cedex, contact, us, help,
    pay, paid, details, information, services, usage, plan, monthly, current, previous, enquiries, reading, north, south, east, west,
    fecha, datos, titular, importe, periodo, periode, zeitraum, betrag, montant, importo, scadenza, numero, datum, nummer`),
);

/** The words of a line that are titles at its beginning or end, in words. */
function titlesAt(words: readonly string[]): number {
  let count = 0;
  while (count < words.length) {
    const word = folded(words[count] ?? '').replace(/ /g, '');
    const isTitle = TITLES.has(word) && (!MAYBE_TITLES.has(word) || words.length - count > 2);
    if (!isTitle && !(word === 'D' && words.length - count > 2 && /^D\.$/.test(words[count] ?? ''))) break;
    count++;
  }
  return count;
}

/** A line that says no more than `Herrn`, `Mr and Mrs` or `Exmo. Sr.`; it stands over the name. */
export function isTitleOnly(text: string): boolean {
  const words = text.split(/\s+/).filter((word) => !/^(?:and|und|et|y|e|&|\/)$/i.test(word));
  return words.length > 0 && words.every((word) => TITLES.has(folded(word).replace(/ /g, '')));
}

export interface NameOnLine {
  name: string;
  /** How many words of the line stand before the name. */
  titles: number;
}

/** The name of a person that a line is, without titles; undefined where something on it is no part of a name. */
export function personOn(text: string): NameOnLine | undefined {
  const words = text.trim().split(/\s+/);
  const titles = titlesAt(words);
  const own = words.slice(titles);
  const name = own.join(' ').replace(/[,;:]+$/, '');
  const enough = own.length >= 2 || (titles > 0 && own.length === 1);
  if (!enough || own.length > 7 || name.length < 4 || name.length > 60) return undefined;
  if (!own.every((word, index) => isNameWord(word, index))) return undefined;
  if (own.some((word) => NO_NAMES.has(folded(word))) || isCompany(name)) return undefined;
  return { name, titles };
}

const PARTICLES = new Set(
  wordings(
    'de, da, do, dos, das, del, della, di, du, la, le, van, von, der, den, ter, ten, zu, zum, y, e, af, av, bin, al, el, ní, san, d, vom',
  ),
);

function isNameWord(word: string, index: number): boolean {
  const clean = word.replace(/[,;:]+$/, '');
  if (PARTICLES.has(folded(clean))) return true;
  if (clean === '&' && index > 0) return true;
  return /^\p{Lu}[\p{L}\p{M}]*(?:[-'’.]\p{L}[\p{L}\p{M}]*)*\.?$/u.test(clean);
}
