import { beginsWith, endOf, folded, slipsTo, wordings } from './bill-wording.ts';

/** What the words beside a date say that it is: the date of issue, just a date, or a date of something else. */
export type DateMeaning = 'issue' | 'date' | 'other';

const ISSUE =
  wordings(`bill date, date of bill, date of this bill, bill dated, bill issued, bill issue date, billing date,
  bill issued on, date of issue, issue date, date issued, issued on, issued, invoice date, date of invoice, invoice dated,
  invoice issued, statement date, date of statement, statement issued, statement issue date, statement dated,
  statement closing date, closing date, letter date, date of letter, notice date, date of notice, document date,
  date prepared, date produced, produced on, prepared on, tax point, tax point date, dated, invoice issue date,
  rechnungsdatum, datum der rechnung, ausstellungsdatum, belegdatum, briefdatum, bescheiddatum, rechnung vom,
  auszugsdatum, kontoauszug vom, erstellt am, ausgestellt am, bescheid vom, datum des bescheids, erstellungsdatum,
  rechnungs datum, druckdatum, schreiben vom, auszug vom,
  date de facture, date de la facture, date facture, date de facturation, facture du, date d'émission, date emission,
  émise le, émis le, date d'édition, éditée le, édité le, établie le, établi le, facture émise le, avis du,
  date de l'avis, date d'établissement, fait le, relevé arrêté au, relevé du compte au, date du document,
  fecha de emisión, fecha emisión, fecha de factura, fecha factura, fecha de la factura, fecha de expedición, emitida el,
  emitido el, fecha del extracto, fecha extracto, fecha del documento, fecha de facturación, fecha de emisión de la factura,
  data emissione, data di emissione, data fattura, data della fattura, emessa il, emessa in data, fattura del,
  bolletta del, data documento, data del documento, data bolletta, emesso il, data di emissione fattura,
  factuurdatum, datum factuur, notadatum, datum nota, dagtekening, rekeningdatum, datum afschrift, afgiftedatum,
  datum van afgifte, datum brief, factuur datum, opmaakdatum, datum van uitgifte, uitgiftedatum, datum aanmaak,
  data de emissão, data emissão, data da fatura, data da factura, data de fatura, emitida em, emitido em, data do documento,
  data fatura, data da emissão, emitida a, data do extrato,
  data wystawienia, wystawiono, wystawiono dnia, data faktury, data wystawienia faktury, data dokumentu, wystawiona,
  fakturadatum, utfärdandedatum, utskriftsdatum, utfärdad, fakturans datum, datum för utskrift, faktura datum,
  fakturadato, utstedelsesdato, udstedelsesdato, regningsdato, utskriftsdato, faktureringsdato, udskriftsdato, utstedt,
  udstedt, brevdato, kontoutskrift dato, laskun päivämäärä, laskun päiväys, laskun pvm, laskupäivä`);

const DATE = wordings('date, datum, fecha, data, dato, päiväys, päivämäärä');

const OTHER =
  wordings(`due, due date, due by, due on, date due, payment due, payment due date, pay by, pay before,
  pay on or before, payable, payable by, payment date, paid, paid on, payment, payments, payment received, by, before,
  direct debit, collected, collected on, debit date, collection date, last payment, period, billing period, bill period,
  from, to, until, through, till, between, since, reading, reading date, meter read, read date, read on, next, previous, last,
  next bill, next bill date, next statement date, previous bill date, last bill date, previous statement date,
  next invoice date, next meter read, date of birth, born, birth date, dob, expiry, expires, expiry date, valid, start date,
  end date, starts, ends, start, end, contract, contract date, effective, starting, opening, opened, delivery,
  delivery date, supply date, supply period, date of supply, service from, service to, service period, order date, received,
  transaction date, posting date, value date, post date, move in, moved in, tenancy, renewal date, renewal, review date,
  instalment, instalments, cut off, disconnect, after, late after, auto pay, autopay, scheduled, due now, statement period,
  membership since, customer since, member since, required payment date, withdrawal date, payment due by, last date for payment,
  fällig, fällig am, fälligkeit, fälligkeitsdatum, zahlbar, zahlbar bis, zahlungsziel, zahlung, zahlungseingang,
  abrechnungszeitraum, zeitraum, lieferzeitraum, leistungszeitraum, leistungsdatum, lieferdatum, rechnungszeitraum, abgebucht,
  abbuchung, ablesung, ablesedatum, abgelesen am, nächste, nächste rechnung, geboren, geboren am, geburtsdatum, gültig,
  gültig ab, gültig bis, bis, bis zum, von, vom, ab, seit, vertragsbeginn, vertragsende, buchungsdatum, buchung, buchungstag,
  wertstellung, valuta, stand, zählerstand, lastschrift, zum, einzug, bestelldatum, auftragsdatum, kündigung,
  échéance, date d'échéance, date limite, date limite de paiement, à payer avant, à payer avant le, prélevé, prélevé le,
  prélèvement, prélèvement le, date de prélèvement, paiement, règlement, période, période du, du, au, relevé, relevé du,
  date du relevé, date de relevé, prochaine, prochain, prochaine facture, prochaine facture le, prochaine facture vers le,
  précédente, naissance, né le, née le, date de naissance, à partir du, jusqu'au, avant le, contrat, date de valeur,
  date valeur, date opération, date d'effet, date de début, date de fin, consommation du, vers le, payable le, exigible le,
  vencimiento, fecha de vencimiento, fecha de cargo, cargo, fecha límite, fecha límite de pago, pago, fecha de pago, periodo,
  periodo de facturación, desde, hasta, del, al, lectura, fecha de lectura, próxima, próxima factura, próxima lectura, anterior,
  factura anterior, nacimiento, fecha de nacimiento, contrato, fin de contrato, fecha valor, fecha operación, fecha prevista,
  fecha prevista de cargo, fecha de cobro, fecha de inicio, fecha de alta,
  scadenza, data scadenza, data di scadenza, entro, entro il, pagamento, da pagare entro, dal, lettura, data lettura,
  prossima, prossima lettura, prossima bolletta, nascita, nato il, nata il, data di nascita, addebito, decorrenza, contratto,
  data valuta, data operazione, data pagamento, data attivazione,
  vervaldatum, vervaldag, betalen voor, te betalen voor, uiterste betaaldatum, betaaldatum, betaling, periode, t m, van, tot, tot en met,
  incasso, incassodatum, afschrijfdatum, afgeschreven, meterstand, volgende, volgende factuur, geboren op, geboortedatum,
  ingangsdatum, uiterlijk, leverdatum, rentedatum, boekdatum, periode van,
  vencimento, data de vencimento, data limite, data limite de pagamento, pagar até, até, período, período de faturação, leitura,
  data da leitura, próxima leitura, próxima fatura, débito, data de débito, nascimento, data valor, data de início, pagar ate,
  termin, termin płatności, płatność, płatne do, sprzedaży, data sprzedaży, data dostawy, okres, okres rozliczeniowy, od, do,
  odczyt, data odczytu, urodzenia, data urodzenia, zapłaty, data zapłaty, umowy, data zawarcia umowy, data operacji,
  data księgowania, data płatności, następna, kolejny odczyt,
  förfallodatum, förfallodag, förfaller, betalas senast, senast, avläsning, nästa, nästa faktura, oss tillhanda, oss tillhanda senast,
  forfallsdato, forfall, forfalder, forfaldsdato, betalingsfrist, betalingsdato, betales senest, senest, til, fra, avlesning, aflæsning, næste,
  neste, født, född, fødselsdato, eräpäivä, leveringsdato, leveransdatum, sidste rettidige betalingsdag, betal senest, periode fra`);

const MEANINGS = [
  ['issue', ISSUE],
  ['date', DATE],
  ['other', OTHER],
] as const;

/** Anywhere before a date, these say that it is of another bill than this. */
const NOT_THIS =
  wordings(`next, previous, last, prior, nächste, nächsten, letzte, letzten, prochaine, précédente, dernière, próxima,
  próximo, anterior, prossima, precedente, ultima, volgende, vorige, następna, nästa, næste, neste, forrige, due, until`);

/** `Date of` something, in the languages that say it with a word of its own. */
const DATE_OF = /^ (?:OF|DE|DU|D|DI|DEL|DELLA|DA|DO|DER|DES|VAN|FOR) /;

/** What a label says that is read with slips: a date of issue where it is more like one of those than of any other. */
function nearestMeaning(text: string): DateMeaning | undefined {
  const issue = slipsTo(ISSUE, text);
  const other = slipsTo(OTHER, text);
  if (issue === Infinity && other === Infinity) return undefined;
  return issue < other ? 'issue' : 'other';
}

/** What the words that stand before a date say; the last wording decides, the longest of those that end there. */
export function meaningOf(before: string): DateMeaning | undefined {
  const text = folded(before);
  if (text === '') return undefined;
  const best = MEANINGS.flatMap(([meaning, list]) => {
    const found = list.map((wording) => ({ meaning, end: endOf(wording, text), length: wording.length }));
    return found.filter(({ end }) => end >= 0);
  }).sort((a, b) => b.end - a.end || b.length - a.length)[0];
  if (best && best.meaning !== 'other' && NOT_THIS.some((wording) => endOf(wording, text) >= 0))
    return 'other';
  if (!best) return nearestMeaning(text);
  if (best.meaning === 'date' && DATE_OF.test(text.slice(best.end))) return nearestMeaning(text) ?? 'other';
  // A wording far before the date belongs to a sentence, not to the date.
  return text.length - best.end <= 25 ? best.meaning : undefined;
}

/** Whether a line begins with a label of a date, so that it is no part of an address. */
export const beginsWithDateLabel = (text: string) =>
  beginsWith([...ISSUE, 'DATE', 'DATUM', 'FECHA', 'DATO'], folded(text)) !== undefined;
