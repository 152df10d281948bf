import { beginsWith, folded, isNearly, wordings } from './bill-wording.ts';

/** Before or over the address of the customer. */
const OWN_LABELS =
  wordings(`supply address, service address, property address, billing address, home address, address of supply,
  premises address, site address, installation address, mailing address, postal address, correspondence address, your address,
  customer address, delivery address, address of property, address, property, service location, service at, service for,
  supply to, supplied to, address of premises, premises, residence, residential address, service address is,
  lieferadresse, verbrauchsstelle, lieferstelle, rechnungsadresse, anschrift, adresse, abnahmestelle, lieferanschrift, wohnadresse,
  lieu de consommation, adresse de consommation, adresse du logement, adresse du contrat, adresse du compteur, adresse de facturation, adresse du point de livraison, adresse de livraison, adresse du client, lieu de livraison,
  adresse d'installation, votre adresse, adresse de fourniture,
  dirección de suministro, dirección, dirección fiscal, domicilio, dirección del suministro, domicilio de suministro, dirección postal,
  indirizzo di fornitura, indirizzo, indirizzo fornitura, fornitura, luogo di fornitura, residenza, indirizzo di recapito,
  leveringsadres, adres, verbruiksadres, factuuradres, adres levering, aansluitadres,
  morada, morada de fornecimento, local de consumo, morada de faturação, endereço, local de fornecimento, morada do local,
  adres punktu poboru, adres dostawy, adres korespondencyjny, miejsce poboru, adres odbiorcy,
  leveransadress, anläggningsadress, adress, leveringsadresse, forbruksadresse, installationsadresse, anleggsadresse, osoite`);
/** Over a block with the name first. */
const ADDRESSEE_LABELS =
  wordings(`bill to, billed to, invoice to, to, statement for, customer, account holder, prepared for, bill for,
  addressee, mail to, sold to, recipient, issued to, invoice for, customer details, your details, kunde, rechnungsempfänger, an, client,
  destinataire, titulaire, cliente, destinatario, intestatario, klant, nabywca, odbiorca, płatnik, kund, mottaker, modtager,
  rechnung an, intestata a, fattura intestata a, facturé à, facture à, facturado a, facturar a, factuur aan, fatura para, faktura til,
  adressée à, a nombre de, an herrn, an frau, kontoinhaber, vertragspartner, rekeninghouder, asiakas, datos del cliente, datos del titular, dati cliente, klantgegevens`);
/** Before or over an address that is not the customer's. */
const FOREIGN_LABELS =
  wordings(`registered office, registered address, registered in, registered at, head office, remit to, remit payment to,
  make checks payable to, make check payable to, make cheques payable to, mail payment to, mail payments to, send payment to, pay to,
  payable to, return to, return address, if undelivered return to, if undelivered please return to, write to us, write to, contact us,
  our address, issued by, from, supplier, provider, seller, emitter, complaints, correspondence to, branch, your branch, branch address,
  visit us, company, office, please return to, postal enquiries, payments to, payment address, sent by, sender,
  sitz, absender, hausanschrift, postanschrift, firmensitz, lieferant, netzbetreiber, rechnungssteller,
  siège social, siège, service clients, service client, adresse postale, fournisseur, émetteur, expéditeur,
  domicilio social, sede social, comercializadora, emisor, sede legale, sede, fornitore, mittente, statutaire zetel, maatschappelijke zetel,
  afzender, leverancier, vestigingsadres, sede, fornecedor, remetente, sprzedawca, wystawca, nadawca, dostawca, siedziba, avsändare,
  säte, leverantör, avsender, leverandør, afsender`);
/** Lines that begin so are no part of an address. */
const OTHER_LABELS =
  wordings(`account, account number, account no, account name, customer number, customer no, customer name, invoice,
  invoice number, bill, reference, ref, your reference, our reference, dear, telephone, tel, phone, email, e mail, www, vat, name,
  full name, contract, page, statement, amount, total, kundennummer, rechnungsnummer, vertragskonto, telefon, fax, facture,
  référence, référence client, n, numéro, fecha, factura, nº, cif, nif, teléfono, fattura, telefono, numero, factuur, klantnummer,
  telefoon, fatura, contribuinte, faktura, nip, gentile cliente, gentile, sehr geehrter, sehr geehrte, madame monsieur, estimado, estimada,
  titular del contrato, titulaire du contrat, meter, meter number, period, iban, bic, sort code, account holder, customer id`);
/** Names of countries that stand under an address. */
export const COUNTRIES = new Set(
  wordings(`united kingdom, uk, great britain, england, scotland, wales, northern ireland, ireland, germany, deutschland, france,
    spain, españa, italy, italia, netherlands, the netherlands, nederland, portugal, poland, polska, usa, united states,
    united states of america, canada, switzerland, schweiz, suisse, austria, österreich, belgium, belgique, belgië, sweden, sverige,
    norway, norge, denmark, danmark, finland, suomi, australia, luxembourg, utopia`),
);

/** What stands before or over a block, and what that says. */
export type Standing = 'own' | 'addressee' | 'foreign' | 'other' | undefined;

/** The wording that a line begins with; one that fills a line may be read with a slip in six letters. */
export function standingOf(text: string): { standing: Standing; wording: string } | undefined {
  const clean = folded(text);
  const lists = [
    ['foreign', FOREIGN_LABELS],
    ['own', OWN_LABELS],
    ['addressee', ADDRESSEE_LABELS],
    ['other', OTHER_LABELS],
  ] as const;
  const found = lists
    .map(([standing, list]) => ({ standing, wording: beginsWith(list, clean) ?? '' }))
    .filter(({ wording }) => wording !== '')
    .sort((a, b) => b.wording.length - a.wording.length)[0];
  if (found) return found;
  const near = lists.find(([, list]) => isNearly(list, clean));
  return near && { standing: near[0], wording: clean };
}
