import { type FoundField, fieldOf } from './bill-address.ts';
import { sheetBottom } from './bill-date.ts';
import { beginsWith, folded, hasLegalForm, isCompany, wordings } from './bill-wording.ts';
import { heightOf, type TextLine, type TextWord, textOf } from './text-lines.ts';

const LABELS =
  wordings(`issued by, issuer, supplier, your supplier, provider, service provider, company name, seller, sprzedawca, wystawca,
  fournisseur, émetteur, emisor, fornitore, leverancier, fornecedor, leverandør, lieferant, rechnungssteller, dostawca`);
/** What a sheet calls itself is not who sent it. */
const TITLES = new Set(
  wordings(`invoice, bill, statement, your bill, your invoice, your statement, tax invoice, bank statement, account statement, council tax,
    council tax bill, council tax demand notice, electricity bill, gas bill, water bill, utility bill, energy bill, phone bill, letter,
    rechnung, ihre rechnung, stromrechnung, ihre stromrechnung, kontoauszug, bescheid, facture, votre facture, relevé de compte, factura,
    su factura, datos de la factura, extracto, fattura, bolletta, la tua bolletta, estratto conto, factuur, uw factuur, rekeningafschrift, fatura,
    extrato, faktura, faktura vat, wyciąg, kontoutdrag, kontoutskrift, regning, lasku, specimen, copy, duplicate, page 1, customer copy,
    electricity, gas, water, current account, proof of address, important, private and confidential, bill summary, account summary, summary`),
);
const TITLE_WORD =
  /\b(?:INVOICE|BILL|STATEMENT|RECHNUNG|FACTURE|FACTURA|FATTURA|FACTUUR|FATURA|FAKTURA|NOTICE|SUMMARY|TAX 20\d\d)\b/;

/**
 * Who sent the bill: the name under a label that says so, else in the head of the page the line that is a company's
 * by its words or the largest print there, else a company in the foot. `taken` are the lines of the customer.
 */
export function issuerOf(lines: readonly TextLine[], taken: readonly TextLine[]): FoundField | undefined {
  return labelled(lines) ?? inHead(lines, taken) ?? inFoot(lines);
}

function labelled(lines: readonly TextLine[]): FoundField | undefined {
  for (const line of lines) {
    const wording = beginsWith(LABELS, folded(textOf(line.words)));
    if (!wording) continue;
    const count = wording.split(' ').length;
    const rest = line.words.slice(count);
    const value = rest.length > 0 ? rest : under(line, lines)?.words;
    const trimmed =
      value && /:$|^\p{L}+$/u.test(line.words[count - 1]?.text ?? '') ? companyPart(value) : undefined;
    if (trimmed && (rest.length === 0 || line.words[count - 1]?.text.endsWith(':'))) return trimmed;
  }
  return undefined;
}

function under({ box }: TextLine, lines: readonly TextLine[]): TextLine | undefined {
  const unit = heightOf(box);
  return lines.find((line) => {
    const gap = line.box.top - box.bottom;
    return (
      gap > -0.4 * unit &&
      gap < 2 * unit &&
      line.box.top > box.top &&
      Math.abs(line.box.left - box.left) < 1.5 * unit
    );
  });
}

function inHead(lines: readonly TextLine[], taken: readonly TextLine[]): FoundField | undefined {
  const bottom = sheetBottom(lines);
  const heights = lines.map(({ box }) => heightOf(box)).sort((a, b) => a - b);
  const usual = heights[Math.floor(heights.length / 2)] ?? 1;
  const scored = lines
    .filter((line) => line.box.top < bottom * 0.33 && !taken.includes(line))
    .flatMap((line) => {
      const part = companyPart(line.words);
      return part ? [{ part, score: scoreOf(line, part.value, usual, bottom) }] : [];
    })
    .sort((a, b) => b.score - a.score);
  const best = scored[0];
  return best && best.score >= 3 ? best.part : undefined;
}

function scoreOf(line: TextLine, text: string, usual: number, bottom: number): number {
  const size = heightOf(line.box) / usual;
  const large = size >= 1.8 ? 3 : size >= 1.35 ? 2 : 0;
  const words = text.split(' ').length;
  const company = hasLegalForm(text) ? 4 : isCompany(text) ? 2 : 0;
  const title = TITLE_WORD.test(folded(text)) ? 4 : 0;
  const high = line.box.top < bottom * 0.12 ? 1 : 0;
  const prose = isProper(text) ? 0 : 4;
  return company + large + high - prose - title - (words > 7 ? 3 : 0) - (/:$/.test(text) ? 3 : 0);
}

function inFoot(lines: readonly TextLine[]): FoundField | undefined {
  const bottom = sheetBottom(lines);
  for (const line of lines.filter(({ box }) => box.top > 0.8 * bottom)) {
    const part = companyPart(line.words);
    if (part && hasLegalForm(part.value) && isProper(part.value) && part.value.split(' ').length <= 7)
      return part;
  }
  return undefined;
}

/** Words of a name have capitals, apart from the small ones. */
const isProper = (text: string) =>
  text
    .split(' ')
    .every(
      (word) =>
        /^[^\p{Ll}]/u.test(word) ||
        /^(?:of|and|the|for|de|du|des|del|dello|della|dei|degli|delle|di|do|dos|da|das|la|le|les|los|las|il|y|e|et|und|für|van|von|vom|am|der|den|het|och|og|på|i|z|w|o\.o\.|sp\.)$/.test(
          word,
        ),
    );

/** The name at the beginning of a line: what stands behind a comma, a dot in the middle or `registered` is no part of it. */
function companyPart(words: readonly TextWord[]): FoundField | undefined {
  const own: TextWord[] = [];
  for (const word of words) {
    if (/^(?:[·•|–—-]|registered|Registered|Sitz|CIF|NIF|VAT|ABN|N\.º|au)$/.test(word.text) && own.length > 0)
      break;
    own.push(word);
    // `Águas do Tejo, S.A.` goes on behind its comma.
    const next = words[own.length]?.text ?? '';
    if (/[,;]$/.test(word.text) && !hasLegalForm(next)) break;
    if (
      /\.$/.test(word.text) &&
      hasLegalForm(word.text) &&
      /^(?:Registered|Authorised|Sede|Domicilio|Sitz)/.test(next)
    )
      break;
  }
  const value = textOf(own)
    .replace(/[,;:·•|-]+$/, '')
    .trim();
  const name = folded(value);
  const wrong = /\d{3}|@|www\.|[€£$%]/.test(value) || TITLES.has(name);
  return wrong || !/\p{L}{2}/u.test(value) || value.length > 80
    ? undefined
    : fieldOf(
        value.replace(/\.$/, (dot) => (hasLegalForm(value) ? dot : '')),
        own,
      );
}
