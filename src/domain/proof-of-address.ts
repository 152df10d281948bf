import {
  type AddressBlock,
  addressBlockOf,
  type FoundField,
  fieldOf,
  labelLength,
  labelledAddressOf,
} from './bill-address.ts';
import { issueDateOf } from './bill-date.ts';
import { issuerOf } from './bill-issuer.ts';
import { personOn } from './bill-name.ts';
import { beginsWith, folded, isNearly, wordings } from './bill-wording.ts';
import type { IsoDate } from './calendar.ts';
import { type DayOrder, dayOrderOf } from './printed-date.ts';
import type { ReadField } from './reading.ts';
import { around, heightOf, type TextLine, type TextWord, textOf } from './text-lines.ts';

export type AddressField = 'fullName' | 'address' | 'issuer' | 'issueDate';

/** Below this the words are guesses of the engine and are not told as values. */
const MIN_CONFIDENCE = 0.5;

const HOLDER =
  wordings(`account holder, account holders, account name, account in the name of, name of account holder, customer name, customer, name of customer, name, full name, bill to,
  policyholder, policy holder, resident, taxpayer, liable person, member, member name, subscriber, tenant, account holder name, bill payer,
  kontoinhaber, kunde, kundin, vertragspartner, name des kunden, rechnungsempfänger, versicherte person, versichert, vertragsinhaber,
  titulaire, titulaire du contrat, titulaire du compte, nom, nom du titulaire, client, nom du client, titular, titular del contrato, cliente,
  nombre, titular de la cuenta, nombre del titular, intestatario, intestatario del contratto, nome, rekeninghouder, klant, naam, contractant,
  nome do cliente, nome do titular, titular do contrato, nabywca, odbiorca, klient, imię i nazwisko, kund, kundnamn, namn, navn, kundenavn, asiakas, nimi`);

/** Countries that write the month first in numbers, and those that write both ways. */
const MONTH_FIRST = ['US'];
const EITHER = ['CA'];

/** Words that only pages in languages other than English have, and whoever writes these puts the day first. */
const DAY_FIRST_WORDS =
  /\b(?:FACTURE|RECHNUNG|FACTURA|FATTURA|FACTUUR|FATURA|FAKTURA|FECHA|DATUM|DATA|DATO|BOLLETTA|KUNDENNUMMER|EMISION|FACTUURDATUM|RECHNUNGSDATUM)\b/;

/** Reads a bill, a statement or a letter of an authority. What is not there, or not clear, is absent. */
export function readProofOfAddress(
  lines: readonly TextLine[],
  today: IsoDate,
): Partial<Record<AddressField, ReadField>> {
  const block = addressBlockOf(lines) ?? labelledAddressOf(lines);
  const fields = {
    fullName: nameOf(block?.name, holderOf(lines)) ?? nameOver(block, lines),
    address: block?.address,
    issuer: issuerOf(lines, block?.lines ?? []),
    issueDate: issueDateOf(lines, today, orderOf(lines, block)),
  };
  const entries = Object.entries(fields).flatMap(([name, field]) =>
    field && field.confidence >= MIN_CONFIDENCE ? [[name, withBox(field)] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** The envelope may have the surname first; a label that names the same person has the usual order. */
function nameOf(above: FoundField | undefined, labelled: FoundField | undefined): FoundField | undefined {
  if (!above || !labelled) return above ?? labelled;
  const words = (field: FoundField) => folded(field.value).split(' ').sort().join(' ');
  return words(above) === words(labelled) ? labelled : above;
}

/** A field is no surer than the least sure of its words. */
const withBox = ({ value, confidence, words }: FoundField): ReadField => ({
  value,
  confidence: Math.min(confidence, ...words.filter(isWord).map((word) => word.confidence)),
  box: around(words),
});

const isWord = ({ text }: TextWord) => /[\p{L}\p{N}]/u.test(text);

/** The page's other dates decide first, then the country of the address, then the language. */
function orderOf(lines: readonly TextLine[], block: AddressBlock | undefined): DayOrder | undefined {
  const texts = lines.map((line) => textOf(line.words));
  const seen = dayOrderOf(texts);
  if (seen) return seen;
  const countries = block?.countries ?? [];
  if (countries.some((country) => MONTH_FIRST.includes(country))) return 'month-first';
  if (countries.some((country) => EITHER.includes(country))) return undefined;
  if (countries.length > 0 || texts.some((text) => DAY_FIRST_WORDS.test(folded(text)))) return 'day-first';
  return texts.some((text) => text.includes('£')) ? 'day-first' : undefined;
}

/** A name told by its place alone. */
const BY_PLACE = 0.75;
/** How far over the address a name stands, in heights of its print, where the address has a label of its own. */
const REACH = 5.5;

/** The person in the print of the address nearest over it, where labels were not read. */
function nameOver(block: AddressBlock | undefined, lines: readonly TextLine[]): FoundField | undefined {
  const first = block?.lines[0]?.box;
  if (!first) return undefined;
  const unit = heightOf(first);
  const over = lines
    .filter(({ box }) => {
      const size = heightOf(box) / unit;
      const near = first.top >= box.bottom && first.top - box.bottom < REACH * unit;
      return near && Math.abs(box.left - first.left) < unit && size > 0.75 && size < 1.4;
    })
    .toSorted((a, b) => b.box.bottom - a.box.bottom);
  for (const { words } of over) {
    const person = personOn(textOf(words));
    if (!person) continue;
    const found = fieldOf(person.name, words.slice(person.titles));
    return { ...found, confidence: Math.min(found.confidence, BY_PLACE) };
  }
  return undefined;
}

/** The name behind, under or beside a label such as "Account holder". */
function holderOf(lines: readonly TextLine[]): FoundField | undefined {
  for (const line of lines) {
    const text = folded(textOf(line.words));
    const wording = beginsWith(HOLDER, text) ?? (isNearly(HOLDER, text) ? text : undefined);
    if (!wording) continue;
    const count = labelLength(line.words, wording);
    const rest = line.words.slice(count);
    const places = rest.length > 0 ? [rest] : [wordsUnder(line, lines), wordsBeside(line, lines)];
    for (const words of places) {
      const person = personOn(textOf(words));
      if (person) return fieldOf(person.name, words.slice(person.titles));
    }
  }
  return undefined;
}

function wordsUnder({ box }: TextLine, lines: readonly TextLine[]): TextWord[] {
  const unit = heightOf(box);
  const under = lines.find((line) => {
    const gap = line.box.top - box.bottom;
    return (
      gap > -0.4 * unit &&
      gap < 2 * unit &&
      line.box.top > box.top &&
      Math.abs(line.box.left - box.left) < 1.5 * unit
    );
  });
  return under?.words ?? [];
}

function wordsBeside({ box }: TextLine, lines: readonly TextLine[]): TextWord[] {
  const unit = heightOf(box);
  const beside = lines
    .filter((line) => {
      const shared = Math.min(line.box.bottom, box.bottom) - Math.max(line.box.top, box.top);
      return line.box.left > box.right && shared > 0.5 * Math.min(unit, heightOf(line.box));
    })
    .sort((a, b) => a.box.left - b.box.left)[0];
  return beside?.words ?? [];
}
