import type { DocumentKind } from './document.ts';
import type { Box } from './text-lines.ts';

/** What one field of a document was read as. Dates are `YYYY-MM-DD`; names are as printed, or as the MRZ has them. */
export interface ReadField {
  value: string;
  /** 0 to 1, the engine's own measure; agreement between sources says more. */
  confidence: number;
  /** Where it stands: pixels of the upright picture at its full size. Absent where the reader cannot say. */
  box?: Box;
}

/** Fields of the machine-readable zone (ICAO 9303-3 section 4.2). */
export type MrzFieldName =
  | 'surname'
  | 'givenNames'
  | 'documentNumber'
  | 'birthDate'
  | 'expiryDate'
  | 'sex'
  | 'nationality'
  | 'issuingState'
  | 'personalNumber';

/** Fields printed for people, found by their labels. */
export type PrintedFieldName =
  | 'surname'
  | 'givenNames'
  | 'documentNumber'
  | 'birthDate'
  | 'expiryDate'
  | 'sex'
  | 'nationality'
  | 'fullName'
  | 'address'
  | 'issuer'
  | 'issueDate';

export type MrzFormat = 'TD1' | 'TD2' | 'TD3';

/** The check digits of an MRZ (ICAO 9303-3 section 4.9), each judged on its own. */
export type CheckDigitName = 'documentNumber' | 'birthDate' | 'expiryDate' | 'personalNumber' | 'composite';

export interface MrzReading {
  format: MrzFormat;
  lines: string[];
  fields: Partial<Record<MrzFieldName, ReadField>>;
  checkDigits: Partial<Record<CheckDigitName, boolean>>;
  /** True where a character was changed so that the zone follows its format; such a reading is never trusted alone. */
  corrected: boolean;
}

/** All check digits that every format has must be right; a corrected zone is not trusted, whatever its digits say. */
export function checkDigitOutcome({ checkDigits, corrected }: MrzReading): 'pass' | 'fail' | 'unknown' {
  if (Object.values(checkDigits).includes(false)) return 'fail';
  const complete =
    checkDigits.documentNumber && checkDigits.birthDate && checkDigits.expiryDate && checkDigits.composite;
  return complete && !corrected ? 'pass' : 'unknown';
}

/** What a barcode of the document says. */
export interface BarcodeReading {
  symbology: 'PDF417' | 'QRCode';
  fields: Partial<Record<PrintedFieldName, ReadField>>;
}

/** Why nothing could be read. Codes, never text of the document. */
export type UnreadableReason =
  | 'NO_TEXT'
  | 'NO_MRZ'
  | 'MRZ_INCOMPLETE'
  | 'NO_LABELLED_FIELDS'
  | 'PICTURE_CORRUPT'
  | 'READER_FAILED';

/** All that reading one picture gave. `unreadable` never carries fields. */
export type Reading =
  | {
      status: 'read';
      kind: DocumentKind;
      mrz?: MrzReading;
      barcode?: BarcodeReading;
      printed: Partial<Record<PrintedFieldName, ReadField>>;
      /** Name and version of the reader, kept with the extraction. */
      reader: string;
    }
  | { status: 'unreadable'; kind: DocumentKind; reason: UnreadableReason; reader: string };
