import type { DocumentKind } from './document.ts';
import type { MrzFormat } from './mrz-format.ts';
import { checkedLines } from './mrz-layout.ts';
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

export type { MrzFormat };

/** The check digits of an MRZ (ICAO 9303-3 section 4.9), each judged on its own. */
export type CheckDigitName = 'documentNumber' | 'birthDate' | 'expiryDate' | 'personalNumber' | 'composite';

/**
 * What a second, independent reader said: the same, something else, or nothing that would count (`unconfirmed`). Right
 * check digits are no such second opinion: names have none, and one wrong character in ten slips past a digit.
 */
export type Agreement = 'agreed' | 'disagreed' | 'unconfirmed';

/** The fields of a zone that hold the code of a state. */
export type StateField = 'issuingState' | 'nationality';

export interface MrzReading {
  format: MrzFormat;
  lines: string[];
  fields: Partial<Record<MrzFieldName, ReadField>>;
  checkDigits: Partial<Record<CheckDigitName, boolean>>;
  /** 0 to 1, of the whole zone: 0.9 and more only where two readers agree on every line and all checks pass. */
  confidence: number;
  /** True where a character was changed so that the zone follows its format; such a reading is never trusted alone. */
  corrected: boolean;
  /** True where the print holds what ICAO 9303 does not allow at its place; the lines are then as printed. */
  breaksStandard: boolean;
  /** Fields whose code ICAO 9303-3 section 5 does not list. */
  unknownStates: StateField[];
  /** Of the whole zone. */
  agreement: Agreement;
  /** Line by line. A line of names has no check digit: it is trusted if agreed upon, or if the print says the same. */
  lineAgreement: Agreement[];
}

/**
 * `fail` where a check digit is wrong. `pass` only where all that a passport or card has are right, a second reader
 * agrees on the lines that they cover and differs on none, and nothing about the zone is odd: no correction, no break
 * of the standard, no state that is on no list. Else `unknown`; so visas and the old French card, which lack digits,
 * never pass.
 */
export function checkDigitOutcome(zone: MrzReading): 'pass' | 'fail' | 'unknown' {
  const { checkDigits, corrected, breaksStandard } = zone;
  if (Object.values(checkDigits).includes(false)) return 'fail';
  const complete =
    checkDigits.documentNumber && checkDigits.birthDate && checkDigits.expiryDate && checkDigits.composite;
  // A zone that an older version stored tells nothing of states: it is not known to be in order.
  const odd = corrected || breaksStandard || zone.unknownStates?.length !== 0;
  return complete && !odd && confirmed(zone) ? 'pass' : 'unknown';
}

function confirmed({ format, agreement, lineAgreement }: MrzReading): boolean {
  return agreement !== 'disagreed' && checkedLines(format).every((line) => lineAgreement[line] === 'agreed');
}

/** What a barcode of the document says. Its content is kept as it is, since only some contents have known fields. */
export interface BarcodeReading {
  symbology: 'PDF417' | 'QRCode';
  /** All that the symbol holds. Personal: it goes where the reading goes, and into no event or log. */
  text: string;
  /** The fields of an AAMVA licence; none where the content is something else. */
  fields: Partial<Record<PrintedFieldName, ReadField>>;
  /** True where the issuer says that a name did not fit. */
  truncated?: boolean;
  /** Pixels of the upright picture at its full size. */
  box: Box;
}

/** Why nothing could be read. Codes, never text of the document. */
export type UnreadableReason =
  | 'NO_TEXT'
  | 'NO_MRZ'
  | 'MRZ_INCOMPLETE'
  | 'NO_LABELLED_FIELDS'
  | 'NO_FACE'
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
