/** What a bill says in one language, its money and its form of dates. */
export interface BillWording {
  locale: string;
  title: string;
  holder: string;
  address: string;
  billTo: string;
  account: string;
  billDate: string;
  period: string;
  until: string;
  due: string;
  total: string;
  charges: readonly string[];
  smallPrint: readonly string[];
  currency: string;
  issuers: readonly [string, ...string[]];
  streets: readonly [string, ...string[]];
  towns: readonly [string, ...string[]];
  /** True where the number of the house stands before the street. */
  numberFirst: boolean;
  /** True where the postal code stands before the town; else on a line of its own. */
  codeFirst: boolean;
}

export type BillLanguage = 'en' | 'de' | 'fr' | 'es' | 'it';

export const BILL_WORDINGS: Record<BillLanguage, BillWording> = {
  en: {
    locale: 'en-GB',
    title: 'Your electricity bill',
    holder: 'Account holder',
    address: 'Supply address',
    billTo: 'Bill to',
    account: 'Account number',
    billDate: 'Bill date',
    period: 'Billing period',
    until: 'to',
    due: 'Payment due by',
    total: 'Total to pay',
    charges: ['Standing charge', 'Electricity, day rate', 'Electricity, night rate', 'Climate levy'],
    smallPrint: [
      'You can pay online, by standing order or at any bank. Please quote your account number.',
      'If you think that a reading is wrong, tell us within 28 days.',
      'This is a specimen. It was drawn by a program, for tests; nobody is owed anything.',
    ],
    currency: 'GBP',
    issuers: ['Utopia Water and Power Ltd', 'Meridian Energy PLC', 'Northern Lights Electric Ltd'],
    streets: ['Harbour Street', 'Station Road', 'Maple Avenue', 'Church Lane', 'Kings Walk'],
    towns: ['Zenith|ZN4 8QT', 'Bristol|BS1 5TR', 'Leeds|LS2 9JT', 'Oxford|OX1 3QD'],
    numberFirst: true,
    codeFirst: false,
  },
  de: {
    locale: 'de-DE',
    title: 'Ihre Stromrechnung',
    holder: 'Vertragsinhaber',
    address: 'Lieferadresse',
    billTo: 'Rechnung an',
    account: 'Kundennummer',
    billDate: 'Rechnungsdatum',
    period: 'Abrechnungszeitraum',
    until: 'bis',
    due: 'Zahlbar bis',
    total: 'Zu zahlender Betrag',
    charges: ['Grundpreis', 'Arbeitspreis Strom', 'Netzentgelt', 'Stromsteuer'],
    smallPrint: [
      'Bitte geben Sie bei jeder Zahlung Ihre Kundennummer an.',
      'Bei Fragen zu Ihrer Rechnung erreichen Sie uns werktags von 8 bis 18 Uhr.',
      'Dies ist ein Muster. Es wurde von einem Programm gezeichnet; niemand schuldet etwas.',
    ],
    currency: 'EUR',
    issuers: ['Stadtwerke Zenit GmbH', 'Meridian Energie AG', 'Nordlicht Strom GmbH'],
    streets: ['Hauptstraße', 'Lindenweg', 'Bahnhofstraße', 'Am Markt', 'Goethestraße'],
    towns: ['10115|Berlin', '20095|Hamburg', '50667|Köln', '80331|München'],
    numberFirst: false,
    codeFirst: true,
  },
  fr: {
    locale: 'fr-FR',
    title: "Votre facture d'électricité",
    holder: 'Titulaire du contrat',
    address: 'Adresse de consommation',
    billTo: 'Facturé à',
    account: 'Numéro de client',
    billDate: 'Date de facture',
    period: 'Période de facturation',
    until: 'au',
    due: 'À payer avant le',
    total: 'Total à payer',
    charges: ['Abonnement', 'Consommation heures pleines', 'Consommation heures creuses', 'Taxes'],
    smallPrint: [
      'Merci de rappeler votre numéro de client lors de tout paiement.',
      'Pour toute question, appelez-nous du lundi au vendredi de 8 h à 18 h.',
      'Ceci est un spécimen, dessiné par un programme ; personne ne doit rien.',
    ],
    currency: 'EUR',
    issuers: ['Énergie du Zénith SA', 'Méridien Électricité SAS', 'Lumière du Nord SARL'],
    streets: ['rue du Port', 'avenue des Tilleuls', 'place du Marché', 'rue de la Gare'],
    towns: ['75011|Paris', '69003|Lyon', '33000|Bordeaux', '31000|Toulouse'],
    numberFirst: true,
    codeFirst: true,
  },
  es: {
    locale: 'es-ES',
    title: 'Su factura de electricidad',
    holder: 'Titular del contrato',
    address: 'Dirección de suministro',
    billTo: 'Facturar a',
    account: 'Número de cliente',
    billDate: 'Fecha de factura',
    period: 'Periodo de facturación',
    until: 'a',
    due: 'Fecha de vencimiento',
    total: 'Total a pagar',
    charges: ['Término de potencia', 'Término de energía', 'Alquiler de contador', 'Impuesto eléctrico'],
    smallPrint: [
      'Indique su número de cliente en todos los pagos.',
      'Si tiene alguna pregunta, llámenos de lunes a viernes de 8 a 18 horas.',
      'Esto es un espécimen dibujado por un programa; nadie debe nada.',
    ],
    currency: 'EUR',
    issuers: ['Energía del Cénit S.A.', 'Meridiano Eléctrica SA', 'Luz del Norte SA'],
    streets: ['Calle Mayor', 'Avenida del Puerto', 'Plaza de España', 'Calle de la Estación'],
    towns: ['28013|Madrid', '41001|Sevilla', '46002|Valencia', '08002|Barcelona'],
    numberFirst: false,
    codeFirst: true,
  },
  it: {
    locale: 'it-IT',
    title: 'La sua bolletta elettrica',
    holder: 'Intestatario',
    address: 'Indirizzo di fornitura',
    billTo: 'Intestata a',
    account: 'Codice cliente',
    billDate: 'Data fattura',
    period: 'Periodo di fatturazione',
    until: 'al',
    due: 'Da pagare entro il',
    total: 'Totale da pagare',
    charges: ['Quota fissa', 'Energia fascia 1', 'Energia fascia 2', 'Imposte'],
    smallPrint: [
      'Indichi il codice cliente in ogni pagamento.',
      'Per domande ci chiami dal lunedì al venerdì, dalle 8 alle 18.',
      'Questo è un facsimile disegnato da un programma; nessuno deve nulla.',
    ],
    currency: 'EUR',
    issuers: ['Energia dello Zenit SpA', 'Meridiano Luce S.p.A.', 'Luce del Nord SpA'],
    streets: ['Via Roma', 'Via Garibaldi', 'Corso Italia', 'Piazza del Mercato'],
    towns: ['20121|Milano', '00184|Roma', '10123|Torino', '50122|Firenze'],
    numberFirst: false,
    codeFirst: true,
  },
};
