import { plain } from './plain-text.ts';
import { likeness } from './print-likeness.ts';

/** Letters that do not come apart into a letter and a mark. */
const WHOLE: Record<string, string> = {
  ł: 'l',
  Ł: 'L',
  ø: 'o',
  Ø: 'O',
  æ: 'ae',
  Æ: 'AE',
  ß: 'ss',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
};

/** Capitals without marks or punctuation, as {@link plain}; letters of the north and of Polish keep their place. */
export const folded = (text: string) =>
  plain(text.replace(/[łŁøØæÆßđĐı]/g, (letter) => WHOLE[letter] ?? letter));

/** A list of wordings as it is written for people, parted by commas. */
export const wordings = (text: string): string[] =>
  text
    .split(',')
    .map(folded)
    .filter((wording) => wording !== '');

/** Where a wording ends on a folded text, whole words only; the last place of several. -1 where it is not there. */
export function endOf(wording: string, text: string): number {
  const at = ` ${text} `.lastIndexOf(` ${wording} `);
  return at < 0 ? -1 : at + wording.length;
}

/** The wording that a folded text begins with; the longest of several. */
export function beginsWith(list: readonly string[], text: string): string | undefined {
  return list
    .filter((wording) => text === wording || text.startsWith(`${wording} `))
    .sort((a, b) => b.length - a.length)[0];
}

/** Whether a folded text is one of the wordings but for a slip in each six letters, as small print is read. */
export const isNearly = (list: readonly string[], text: string) => slipsTo(list, text) < Infinity;

/**
 * Slips between a folded text and the wording that is most like it, half of one for letters that look alike in small
 * print; Infinity where there are more than one in each six letters.
 */
export function slipsTo(list: readonly string[], text: string): number {
  const most = text.length / 6;
  const near = list.filter(({ length }) => length >= 6 && Math.abs(length - text.length) <= 2 * most);
  const least = Math.min(Infinity, ...near.map((wording) => likeness(wording, text, most)));
  return least <= most ? least : Infinity;
}

/** Words and endings that only companies and authorities have. */
const COMPANY =
  /(?:^|[\s,(])(?:ltd|limited|plc|inc|llc|llp|corp|corporation|company|co|gmbh|ag|kg|se|e\.?v|s\.?a\.?u?|s\.?a\.?s|s\.?l\.?u?|sarl|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|ab|as|asa|a\/s|oyj?|aps|sp\. ?z ?o\. ?o|pty|lda|e\.?p\.?e)(?:[\s.,)]|$)/i;
const TRADE = new Set(
  wordings(
    `bank, council, borough, county, authority, office, energy, power, electric, electricity, gas, water, telecom,
    telecoms, telekom, mobile, broadband, wireless, communications, utilities, utility, stadtwerke, versicherung,
    insurance, assurance, building society, department, ministry, government, group, services, service, sparkasse,
    volksbank, banque, banco, banca, caisse, energie, energia, energía, wasser, strom, finanzamt, stadt, gemeinde,
    mairie, ville, ayuntamiento, comune, gemeente, kommune, kommun, city of, county of, city council, credit union,
    revenue, pensions, tax, fiber, fibre, kraft, el, internet, network, networks, association, trust, university,
    foundation, holding, holdings, rail, supply, solutions, systems, customer, client, cliente, kunde, kundin,
    wasserwerke, elektrizitätswerk, krankenkasse, kasse, aguas, águas, acqua, eau, eaux, elettrica, électricité,
    waterworks, sewerage, heating, digital, media, cable, satellite, phone, telephone, lettings, housing`,
  ),
);

export const hasLegalForm = (text: string) => COMPANY.test(text);

/** Whether a line reads like the name of a company or an authority. */
export function isCompany(text: string): boolean {
  return (
    hasLegalForm(text) ||
    folded(text)
      .split(' ')
      .some((word) => TRADE.has(word))
  );
}
