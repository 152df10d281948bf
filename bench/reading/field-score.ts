import type { ReadField } from '../../src/domain/reading.ts';

/** How one field of one document was read. */
export interface FieldScore {
  field: string;
  /** As printed, but for white space. */
  exact: boolean;
  /** As printed, but for white space, capitals, marks and punctuation. */
  alike: boolean;
  absent: boolean;
  /** It differs, and its reader gave it high confidence. */
  wrongConfident: boolean;
}

const HIGH_CONFIDENCE = 0.9;

const spaced = (text: string) =>
  text
    .normalize('NFC')
    .replace(/[\s,]+/g, ' ')
    .trim();
const bare = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();

/** Compares what was read with what stands there, field by field; fields that no truth is known of are passed over. */
export function scoreFields(
  truth: Readonly<Record<string, string>>,
  read: Readonly<Partial<Record<string, ReadField>>>,
): FieldScore[] {
  return Object.entries(truth).map(([field, value]) => {
    const found = read[field];
    const exact = found !== undefined && spaced(found.value) === spaced(value);
    return {
      field,
      exact,
      alike: found !== undefined && bare(found.value) === bare(value),
      absent: found === undefined,
      wrongConfident: found !== undefined && !exact && found.confidence >= HIGH_CONFIDENCE,
    };
  });
}
