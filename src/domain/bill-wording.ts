import { plain } from './labelled-lines.ts';

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
export function isNearly(list: readonly string[], text: string): boolean {
  const slips = Math.floor(text.length / 6);
  return (
    slips > 0 && list.some((wording) => wording.length >= 6 && slipsBetween(wording, text, slips) <= slips)
  );
}

/** Letters to exchange, add or leave out (Levenshtein); any number above `most` where there are more. */
function slipsBetween(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const changed = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
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
