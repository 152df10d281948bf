import type { ReadField, Reading } from './reading.ts';
import type { Box } from './text-lines.ts';

/**
 * Marks that image editors and editors of PDF leave in a file, by where they stand. Codes only: what stands there may
 * hold names. Their absence says nothing, since every messenger and many telephones take them away.
 */
export const EDITING_TRACES = [
  /** EXIF names an editor as the software (EXIF 2.32, tags 0x0131 and 0x000B). */
  'EXIF_SOFTWARE',
  /** XMP names an editor as the tool that the file was made with, or as the agent of a change. */
  'XMP_CREATOR_TOOL',
  /** XMP lists changes, as editors do that keep a history. */
  'XMP_HISTORY',
  /** Resources that Photoshop keeps in a JPEG (marker APP13), other than captions. */
  'PHOTOSHOP_RESOURCES',
  /** A text of a PNG names an editor (ISO/IEC 15948, chunks tEXt, zTXt and iTXt). */
  'PNG_TEXT',
  /** A PDF names an editor as what made or wrote it (ISO 32000-1 section 14.3.3). */
  'PDF_PRODUCER',
] as const;
export type EditingTrace = (typeof EDITING_TRACES)[number];

/** A printed field and where it stands: pixels of the upright picture at its full size. */
export interface PlacedField {
  name: string;
  box: Box;
}

/** How a field differs from other fields of like print. */
export interface RankedField {
  field: string;
  /** How many times its error level, for what is printed there, is above or below that of its like: 1 is alike. */
  deviation: number;
}

/** Why there is no map of error levels, or what the map there is must not be taken for. */
export const HEATMAP_NOTES = [
  /** None: pages of a PDF are drawn and have no levels. Pictures within them are not looked at by themselves. */
  'NONE_OF_PDF',
  /** None: the file could not be decoded. */
  'NONE_NOT_DECODED',
  /** None: the file ended whoever examined it. */
  'NONE_NOT_EXAMINED',
  /** There is one, of a file that was not saved as a JPEG: it shows texture more than it shows changes. */
  'OF_NO_JPEG',
  /** There is one, of a HEIC photo that was decoded and saved as a JPEG here: it shows texture more than changes. */
  'OF_DECODED_HEIC',
] as const;
export type HeatmapNote = (typeof HEATMAP_NOTES)[number];

/** What was found in a file beside what is printed on the document. Advice for a person, never a verdict. */
export interface Examination {
  /** False where the file ended whoever examined it: then nothing is known. */
  examined: boolean;
  traces: EditingTrace[];
  /** From the field that differs most; empty where fewer than three printed fields of like print have a place. */
  ranking: RankedField[];
  /** Null where the map is of a JPEG as it was uploaded; absent in what was kept before there were notes. */
  heatmapNote?: HeatmapNote | null;
}

export const NOT_EXAMINED: Examination = {
  examined: false,
  traces: [],
  ranking: [],
  heatmapNote: 'NONE_NOT_EXAMINED',
};

/** The printed fields of a reading whose place is known. */
export function placedFields(reading: Reading): PlacedField[] {
  if (reading.status === 'unreadable') return [];
  const fields: [string, ReadField][] = Object.entries(reading.printed);
  return fields.flatMap(([name, { box }]) => (box ? [{ name, box }] : []));
}
