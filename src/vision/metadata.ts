import { EDITING_TRACES, type EditingTrace } from '../domain/examination.ts';
import { exifSoftware } from './metadata-exif.ts';
import { type MetadataPart, metadataParts } from './metadata-parts.ts';

/**
 * Programs with which people change pictures and PDF, as they name themselves. Cameras, telephones and viewers that
 * only turn a picture name themselves too; they are not here.
 */
const EDITORS =
  /photoshop|lightroom|adobe express|illustrator|firefly|\bgimp\b|affinity|pixelmator|paint\.net|paintshop|paint shop|\bms ?paint\b|\bkrita\b|photopea|pixlr|picsart|snapseed|canva|coreldraw|photo-paint|\bcorel\b|acdsee|facetune|meitu|faceapp|inkscape|fotor\b|photoscape|befunky|photodirector|luminar|photo editor|polish\b|picmonkey|sketch(book)?\b|figma/i;
/** PDF are written by a program in any case; only those made to change or assemble pages count. */
const PDF_EDITORS =
  /pdf ?escape|sejda|ilovepdf|smallpdf|pdf-?xchange|foxit (phantom|pdf editor)|phantompdf|pdfelement|nitro (pro|pdf)|master pdf editor|soda pdf|pdf ?filler|pdf24 editor|libreoffice draw|dochub|pdf candy|able2extract|infix/i;

const names = (text: string) => EDITORS.test(text);

/**
 * Which editors left their mark in a file, as codes. Pure, on bytes; text is looked at and let go. Files of unknown
 * kind have none. Never throws for a file, however it is damaged.
 */
export function editingTraces(bytes: Uint8Array): EditingTrace[] {
  const found = new Set<EditingTrace>(metadataParts(bytes).flatMap(tracesOf));
  return EDITING_TRACES.filter((trace) => found.has(trace));
}

function tracesOf({ kind, bytes }: MetadataPart): EditingTrace[] {
  switch (kind) {
    case 'exif':
      return exifSoftware(bytes).some(names) ? ['EXIF_SOFTWARE'] : [];
    case 'xmp':
      return xmpTraces(textOf(bytes));
    case 'photoshop':
      return holdsWork(bytes) ? ['PHOTOSHOP_RESOURCES'] : [];
    case 'png-text':
      return names(textOf(bytes)) ? ['PNG_TEXT'] : [];
    case 'pdf-program':
      return names(textOf(bytes)) || PDF_EDITORS.test(textOf(bytes)) ? ['PDF_PRODUCER'] : [];
  }
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

/** Values of a property, written as an attribute or as an element (ISO 16684-1 section 7). */
function xmpValues(text: string, property: string): string[] {
  const written = new RegExp(
    `${property}\\s*(?:=\\s*(?:"([^"]{0,500})"|'([^']{0,500})')|>([^<]{0,500})<)`,
    'g',
  );
  return [...text.matchAll(written)].map(([, double, single, element]) => double ?? single ?? element ?? '');
}

function xmpTraces(text: string): EditingTrace[] {
  const tools = [...xmpValues(text, 'xmp:CreatorTool'), ...xmpValues(text, 'stEvt:softwareAgent')];
  const producers = xmpValues(text, 'pdf:Producer');
  const changes = xmpValues(text, 'stEvt:action');
  return [
    ...(tools.some(names) ? (['XMP_CREATOR_TOOL'] as const) : []),
    ...(changes.length > 0 ? (['XMP_HISTORY'] as const) : []),
    ...(producers.some((text) => names(text) || PDF_EDITORS.test(text)) ? (['PDF_PRODUCER'] as const) : []),
  ];
}

/** Captions (IPTC-NAA and its digest) are kept there by agencies and social networks as well. */
const CAPTIONS: readonly number[] = [0x0404, 0x0425];

/** Whether a block of image resources has one that is no caption. Each: `8BIM`, number (2), padded name, size (4), padded data. */
function holdsWork(part: Uint8Array): boolean {
  const bytes = Buffer.from(part);
  let at = 0;
  while (at + 12 <= bytes.length && bytes.toString('latin1', at, at + 4) === '8BIM') {
    if (!CAPTIONS.includes(bytes.readUInt16BE(at + 4))) return true;
    const nameEnd = at + 6 + even(1 + bytes.readUInt8(at + 6));
    if (nameEnd + 4 > bytes.length) return false;
    at = nameEnd + 4 + even(bytes.readUInt32BE(nameEnd));
  }
  return false;
}

const even = (size: number) => size + (size % 2);
