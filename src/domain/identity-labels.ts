import { plain } from './labelled-lines.ts';

/** What a label of an identity document announces. `name` is a surname, a given name or a whole name, by its company. */
export type IdentityLabel =
  | 'surname'
  | 'givenNames'
  | 'name'
  | 'fullName'
  | 'documentNumber'
  | 'birthDate'
  | 'expiryDate'
  | 'issueDate'
  | 'sex'
  | 'nationality'
  | 'other';

/**
 * Wordings in capitals without marks: English, German, French, Spanish, Italian, Portuguese, Dutch and Polish, and the
 * short forms of North American licences. `other` are labels whose values are not asked for: known so that they are
 * never taken for a value.
 */
const WORDINGS: Record<IdentityLabel, readonly string[]> = {
  surname: [
    ...['SURNAME', 'SURNAMES', 'SURNAME S', 'LAST NAME', 'FAMILY NAME', 'PRIMARY IDENTIFIER', 'LN'],
    ...[
      'NACHNAME',
      'FAMILIENNAME',
      'NOM',
      'NOM DE FAMILLE',
      'NOMS',
      'APELLIDOS',
      'APELLIDO',
      'PRIMER APELLIDO',
    ],
    ...['COGNOME', 'COGNOMI', 'APELIDO', 'APELIDOS', 'APELIDO S', 'ACHTERNAAM', 'GESLACHTSNAAM', 'NAZWISKO'],
  ],
  givenNames: [
    ...[
      'GIVEN NAMES',
      'GIVEN NAME',
      'GIVEN NAME S',
      'FIRST NAMES',
      'FIRST NAME',
      'FORENAMES',
      'FORENAME',
      'FN',
    ],
    ...['SECONDARY IDENTIFIER', 'OTHER NAMES', 'FIRST AND MIDDLE NAMES', 'VORNAMEN', 'VORNAME', 'VORNAME N'],
    ...[
      'PRENOMS',
      'PRENOM',
      'PRENOM S',
      'NOMBRES',
      'NOMI',
      'NOME S',
      'NOMES PROPRIOS',
      'NOMES',
      'NOME PROPRIO',
    ],
    ...['VOORNAMEN', 'VOORNAAM', 'VOORNAMEN EN', 'IMIE', 'IMIONA', 'IMIE IMIONA', 'IMIE I IMIONA'],
  ],
  name: ['NAME', 'NAAM', 'NOME', 'NOMBRE'],
  fullName: [
    'FULL NAME',
    'HOLDER',
    'NAME OF HOLDER',
    'NOMBRE Y APELLIDOS',
    'COGNOME E NOME',
    'NOM ET PRENOM',
  ],
  documentNumber: [
    ...[
      'PASSPORT NO',
      'PASSPORT NUMBER',
      'DOCUMENT NO',
      'DOCUMENT NUMBER',
      'CARD NO',
      'CARD NUMBER',
      'DL NO',
    ],
    ...[
      'IDENTITY CARD NO',
      'IDENTITY CARD NUMBER',
      'ID NO',
      'ID NUMBER',
      'LICENCE NO',
      'LICENSE NO',
      'DL',
      'LIC NO',
    ],
    ...[
      'DRIVER LICENSE NO',
      'LICENCE NUMBER',
      'LICENSE NUMBER',
      'DLN',
      'DOC NO',
      'NO OF DOCUMENT',
      'DOCUMENT',
    ],
    ...[
      'REISEPASS NR',
      'PASS NR',
      'PASSNUMMER',
      'AUSWEISNUMMER',
      'DOKUMENTENNUMMER',
      'SERIENNUMMER',
      'PASS NO',
    ],
    ...[
      'PASSEPORT NO',
      'PASSEPORT N',
      'N DU PASSEPORT',
      'NO DU PASSEPORT',
      'N DU DOCUMENT',
      'NO DU DOCUMENT',
    ],
    ...[
      'NUMERO DU DOCUMENT',
      'DOCUMENT N',
      'CARTE NATIONALE D IDENTITE N',
      'NUMERO DE CARTE',
      'N DE DOCUMENT',
    ],
    ...[
      'NUM SOPORTE',
      'NUM SOPORT',
      'NUMERO DE SOPORTE',
      'PASAPORTE NO',
      'PASAPORTE N',
      'NUMERO DE DOCUMENTO',
    ],
    ...['NO DE DOCUMENTO', 'N DOCUMENTO', 'NO DOCUMENTO', 'NUM DOCUMENTO', 'DOCUMENTO NO', 'DOCUMENTO N'],
    ...[
      'PASSAPORTO N',
      'PASSAPORTO NO',
      'NUMERO DEL DOCUMENTO',
      'NUMERO DOCUMENTO',
      'PASSAPORTE NO',
      'PASSAPORTE N',
    ],
    ...['DOCUMENTNUMMER', 'PASPOORTNUMMER', 'DOCUMENTNR', 'NR PASZPORTU', 'NUMER PASZPORTU', 'PASZPORT NR'],
    ...[
      'NUMER DOWODU OSOBISTEGO',
      'NUMER DOWODU',
      'NR DOWODU',
      'NUMER DOKUMENTU',
      'NR DOKUMENTU',
      'SERIA I NUMER',
    ],
  ],
  birthDate: [
    ...[
      'DATE OF BIRTH',
      'BIRTH DATE',
      'BIRTHDATE',
      'BORN',
      'DOB',
      'DATE AND PLACE OF BIRTH',
      'PLACE AND DATE OF BIRTH',
    ],
    ...['GEBURTSDATUM', 'GEBURTSTAG', 'GEBOREN AM', 'TAG DER GEBURT', 'DATE DE NAISSANCE', 'DATE DE NAISS'],
    ...['NE LE', 'NE E LE', 'NEE LE', 'DATE ET LIEU DE NAISSANCE', 'FECHA DE NACIMIENTO', 'FECHA NACIMIENTO'],
    ...['NACIMIENTO', 'DATA DI NASCITA', 'LUOGO E DATA DI NASCITA', 'DATA E LUOGO DI NASCITA', 'NATO IL'],
    ...['DATA DE NASCIMENTO', 'DATA NASCIMENTO', 'GEBOORTEDATUM', 'DATUM VAN GEBOORTE', 'DATA URODZENIA'],
  ],
  expiryDate: [
    ...['DATE OF EXPIRY', 'EXPIRY DATE', 'DATE OF EXPIRATION', 'EXPIRATION DATE', 'EXPIRES', 'EXPIRY', 'EXP'],
    ...['VALID UNTIL', 'VALID THRU', 'VALID TO', 'GULTIG BIS', 'GUELTIG BIS', 'ABLAUFDATUM', 'GULTIGKEIT'],
    ...['DATE D EXPIRATION', 'DATE D EXPIR', 'EXPIRE LE', 'VALABLE JUSQU AU', 'CARTE VALABLE JUSQU AU'],
    ...[
      'VALIDEZ',
      'VALIDO HASTA',
      'FECHA DE CADUCIDAD',
      'CADUCIDAD',
      'FECHA DE EXPIRACION',
      'FECHA DE VENCIMIENTO',
    ],
    ...[
      'SCADENZA',
      'DATA DI SCADENZA',
      'VALIDO FINO AL',
      'VALIDITA',
      'DATA DE VALIDADE',
      'VALIDADE',
      'VALIDO ATE',
    ],
    ...[
      'GELDIG TOT',
      'DATUM VAN VERVAL',
      'VERVALDATUM',
      'GELDIG TOT EN MET',
      'TERMIN WAZNOSCI',
      'DATA WAZNOSCI',
    ],
    ...['DATA UPLYWU WAZNOSCI', 'WAZNY DO'],
  ],
  issueDate: [
    ...[
      'DATE OF ISSUE',
      'ISSUE DATE',
      'DATE ISSUED',
      'ISSUED',
      'ISSUED ON',
      'ISS',
      'ISSUING',
      'AUSSTELLUNGSDATUM',
    ],
    ...[
      'AUSGESTELLT AM',
      'DATUM',
      'DATE DE DELIVRANCE',
      'DATE DE DELIV',
      'DELIVRE LE',
      'FECHA DE EXPEDICION',
    ],
    ...[
      'EMISION',
      'FECHA DE EMISION',
      'EXPEDICION',
      'EMISSIONE',
      'DATA DI RILASCIO',
      'DATA DI EMISSIONE',
      'RILASCIO',
    ],
    ...['DATA DE EMISSAO', 'DATUM VAN AFGIFTE', 'DATUM VAN VERSTREKKING', 'AFGIFTEDATUM', 'DATA WYDANIA'],
  ],
  sex: ['SEX', 'GENDER', 'SEXE', 'GESCHLECHT', 'SEXO', 'SESSO', 'GESLACHT', 'PLEC'],
  nationality: [
    ...[
      'NATIONALITY',
      'CITIZENSHIP',
      'NATIONALITE',
      'STAATSANGEHORIGKEIT',
      'STAATSANGEHOERIGKEIT',
      'NACIONALIDAD',
    ],
    ...[
      'CITTADINANZA',
      'NACIONALIDADE',
      'NATIONALITEIT',
      'OBYWATELSTWO',
      'STAATSBURGERSCHAFT',
      'NAZIONALITA',
    ],
  ],
  other: [
    ...[
      'TYPE',
      'CODE',
      'CODE OF STATE',
      'CODE OF ISSUING STATE',
      'PLACE OF BIRTH',
      'AUTHORITY',
      'ISSUING AUTHORITY',
    ],
    ...[
      'PERSONAL NO',
      'PERSONAL NUMBER',
      'ADDRESS',
      'HEIGHT',
      'SIGNATURE',
      'SPECIMEN',
      'COUNTRY CODE',
      'EYES',
      'HGT',
    ],
    ...[
      'HOLDER S SIGNATURE',
      'SIGNATURE OF BEARER',
      'NAME AT BIRTH',
      'BIRTH NAME',
      'RESIDENCE',
      'COLOUR OF EYES',
    ],
    ...[
      'IDENTITY CARD',
      'PASSPORT',
      'CLASS',
      'WGT',
      'HAIR',
      'END',
      'REST',
      'RESTR',
      'DD',
      'PLACE OF ISSUE',
      'OBSERVATIONS',
    ],
    ...[
      'TYP',
      'KODE',
      'GEBURTSORT',
      'BEHORDE',
      'AUSSTELLENDE BEHORDE',
      'ANSCHRIFT',
      'GROSSE',
      'UNTERSCHRIFT',
      'GEBURTSNAME',
    ],
    ...[
      'AUGENFARBE',
      'ZUGANGSNUMMER',
      'WOHNORT',
      'CODE DU PAYS',
      'LIEU DE NAISSANCE',
      'AUTORITE',
      'TAILLE',
      'DOMICILE',
    ],
    ...[
      'NOM D USAGE',
      'ADRESSE',
      'LIEU DE NAISS',
      'COULEUR DES YEUX',
      'TIPO',
      'LUGAR DE NACIMIENTO',
      'AUTORIDAD',
    ],
    ...[
      'DOMICILIO',
      'ESTATURA',
      'FIRMA',
      'DNI',
      'LUOGO DI NASCITA',
      'AUTORITA',
      'RESIDENZA',
      'STATURA',
      'CODICE FISCALE',
    ],
    ...[
      'ALTURA',
      'ASSINATURA',
      'LOCAL DE NASCIMENTO',
      'AUTORIDADE',
      'NATURALIDADE',
      'NUMERO PESSOAL',
      'GEBOORTEPLAATS',
    ],
    ...[
      'PLAATS VAN GEBOORTE',
      'LENGTE',
      'AUTORITEIT',
      'HANDTEKENING',
      'PERSOONSNUMMER',
      'BURGERSERVICENUMMER',
      'LAND',
    ],
    ...[
      'MIEJSCE URODZENIA',
      'ORGAN WYDAJACY',
      'PODPIS',
      'NUMER PESEL',
      'PESEL',
      'NAZWISKO RODOWE',
      'IMIONA RODZICOW',
      'KOD',
    ],
  ],
};

const ENTRIES = (Object.entries(WORDINGS) as [IdentityLabel, readonly string[]][]).flatMap(([label, texts]) =>
  texts.map((text) => ({ label, text, joined: text.replaceAll(' ', '') })),
);
const EXACT = new Map(ENTRIES.map(({ joined, label }) => [joined, label]));

/** A slip of reading for so many letters is still the same label; short ones must be right. */
const LETTERS_A_SLIP = 5;

export interface LabelMatch {
  label: IdentityLabel;
  /** Letters that were read otherwise than they are printed. */
  slips: number;
}

/** The label that a text is; small print is read with slips, so long wordings may have a few. */
export function identityLabel(text: string): LabelMatch | undefined {
  // A stroke is no mark that falls away by itself.
  const joined = plain(text.replace(/[Łł]/g, 'L')).replaceAll(' ', '');
  const exact = EXACT.get(joined);
  if (exact) return { label: exact, slips: 0 };
  let best: LabelMatch | undefined;
  for (const entry of joined.length < LETTERS_A_SLIP ? [] : ENTRIES) {
    const allowed = Math.min(3, Math.floor(entry.joined.length / LETTERS_A_SLIP));
    const most = Math.min(allowed, (best?.slips ?? allowed + 1) - 1);
    if (most < 1 || Math.abs(entry.joined.length - joined.length) > most) continue;
    const slips = editDistance(joined, entry.joined, most);
    if (slips <= most) best = { label: entry.label, slips };
  }
  return best;
}

/** Letters to add, drop or exchange; counting ends above `most`. */
function editDistance(one: string, other: string, most: number): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const exchanged = (above[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(exchanged, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    if (Math.min(...current) > most) return most + 1;
    above = current;
  }
  return above[other.length] ?? most + 1;
}
