/** What documents print beside a value. */
export type LabelName =
  | 'surname'
  | 'givenNames'
  | 'birthDate'
  | 'sex'
  | 'nationality'
  | 'documentNumber'
  | 'issueDate'
  | 'expiryDate'
  | 'birthPlace'
  | 'authority';

export type Language = 'en' | 'fr' | 'de' | 'es' | 'it' | 'pt' | 'nl';

type Labels = Record<LabelName, string>;

/** As passports and cards word them (ICAO 9303-3 section 3 asks for English, French or Spanish beside the state's own). */
export const LABELS: Record<Language, Labels> = {
  en: {
    surname: 'Surname',
    givenNames: 'Given names',
    birthDate: 'Date of birth',
    sex: 'Sex',
    nationality: 'Nationality',
    documentNumber: 'Document No.',
    issueDate: 'Date of issue',
    expiryDate: 'Date of expiry',
    birthPlace: 'Place of birth',
    authority: 'Authority',
  },
  fr: {
    surname: 'Nom',
    givenNames: 'Prénoms',
    birthDate: 'Date de naissance',
    sex: 'Sexe',
    nationality: 'Nationalité',
    documentNumber: 'No du document',
    issueDate: 'Date de délivrance',
    expiryDate: "Date d'expiration",
    birthPlace: 'Lieu de naissance',
    authority: 'Autorité',
  },
  de: {
    surname: 'Name',
    givenNames: 'Vornamen',
    birthDate: 'Geburtsdatum',
    sex: 'Geschlecht',
    nationality: 'Staatsangehörigkeit',
    documentNumber: 'Dokumentennummer',
    issueDate: 'Ausstellungsdatum',
    expiryDate: 'Gültig bis',
    birthPlace: 'Geburtsort',
    authority: 'Behörde',
  },
  es: {
    surname: 'Apellidos',
    givenNames: 'Nombre',
    birthDate: 'Fecha de nacimiento',
    sex: 'Sexo',
    nationality: 'Nacionalidad',
    documentNumber: 'Número de documento',
    issueDate: 'Fecha de expedición',
    expiryDate: 'Fecha de caducidad',
    birthPlace: 'Lugar de nacimiento',
    authority: 'Autoridad',
  },
  it: {
    surname: 'Cognome',
    givenNames: 'Nome',
    birthDate: 'Data di nascita',
    sex: 'Sesso',
    nationality: 'Cittadinanza',
    documentNumber: 'Numero documento',
    issueDate: 'Data di rilascio',
    expiryDate: 'Data di scadenza',
    birthPlace: 'Luogo di nascita',
    authority: 'Autorità',
  },
  pt: {
    surname: 'Apelidos',
    givenNames: 'Nomes próprios',
    birthDate: 'Data de nascimento',
    sex: 'Sexo',
    nationality: 'Nacionalidade',
    documentNumber: 'Nº do documento',
    issueDate: 'Data de emissão',
    expiryDate: 'Data de validade',
    birthPlace: 'Local de nascimento',
    authority: 'Autoridade',
  },
  nl: {
    surname: 'Naam',
    givenNames: 'Voornamen',
    birthDate: 'Geboortedatum',
    sex: 'Geslacht',
    nationality: 'Nationaliteit',
    documentNumber: 'Documentnummer',
    issueDate: 'Datum van afgifte',
    expiryDate: 'Geldig tot',
    birthPlace: 'Geboorteplaats',
    authority: 'Autoriteit',
  },
};

/** A label in one language, or in two beside each other. */
export function labelText(name: LabelName, languages: readonly Language[]): string {
  return languages.map((language) => LABELS[language][name]).join(' / ');
}
