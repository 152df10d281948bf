import sharp from 'sharp';
import type { TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { wordsOfSigns } from './pdf-words.ts';
import { PdfError, type PdfPage, withPdf } from './pdfium.ts';

/** Dots an inch at which a page is measured, drawn and read. */
export const PDF_DPI = 200;
/** A bill has two or four pages; whoever sends a book sends something else. */
export const MAX_PDF_PAGES = 20;
/** Name, address and date stand on the first pages. */
export const MAX_PAGES_READ = 3;
/** Longest side of a drawn page in pixels: 25 inches at 200 dots an inch. Larger sheets are drawn coarser. */
const MAX_PAGE_SIDE = 5000;
const MAX_PDF_BYTES = 15 * 1024 * 1024;

export interface PdfFacts {
  pages: number;
  /** Pixels of the first page at 200 dots an inch. */
  width: number;
  height: number;
}

export type PdfRefusal = 'PICTURE_CORRUPT' | 'PDF_ENCRYPTED' | 'PDF_TOO_MANY_PAGES';

/** A page as it is read: the words that can be seen on it, and the page itself. Places are pixels at 200 dots an inch. */
export interface ReadablePage {
  words: TextWord[];
  /** False where there is hardly any text, or text whose letters are not known: then the picture says more. */
  hasText: boolean;
  picture: GreyImage;
}

/** How many pages a PDF has and how large its first is, or why it is refused. Never rejects for a file. */
export async function inspectPdf(bytes: Uint8Array): Promise<PdfFacts | PdfRefusal> {
  return opened(bytes, (document) => {
    if (document.pages < 1) return 'PICTURE_CORRUPT';
    if (document.pages > MAX_PDF_PAGES) return 'PDF_TOO_MANY_PAGES';
    return document.withPage(0, (page) => ({ pages: document.pages, ...pixelsOf(page) }));
  });
}

/**
 * One page (the first is 1) as a PNG on white, `maxSide` pixels long at most and never larger than at 200 dots an inch.
 * Rejects with {@link PdfError} where the file or the page cannot be opened.
 */
export async function drawPdfPage(bytes: Uint8Array, page: number, maxSide: number): Promise<Buffer> {
  const { pixels, width, height } = await withPdf(bytes, (document) =>
    document.withPage(page - 1, (sheet) => {
      const size = pixelsOf(sheet, maxSide);
      return { ...size, pixels: sheet.draw(size.width, size.height) };
    }),
  );
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: 3 })
    .toBuffer();
}

/** The first pages with the words that people see on them, or why the file is refused. Never rejects for a file. */
export async function readPdf(bytes: Uint8Array): Promise<ReadablePage[] | PdfRefusal> {
  return opened(bytes, (document) => {
    if (document.pages < 1) return 'PICTURE_CORRUPT';
    if (document.pages > MAX_PDF_PAGES) return 'PDF_TOO_MANY_PAGES';
    const count = Math.min(document.pages, MAX_PAGES_READ);
    return Array.from({ length: count }, (_, index) => document.withPage(index, readablePage));
  });
}

async function opened<T>(bytes: Uint8Array, use: Parameters<typeof withPdf<T>>[1]): Promise<T | PdfRefusal> {
  if (bytes.length > MAX_PDF_BYTES) return 'PICTURE_CORRUPT';
  try {
    return await withPdf(bytes, use);
  } catch (error) {
    if (error instanceof PdfError) return error.encrypted ? 'PDF_ENCRYPTED' : 'PICTURE_CORRUPT';
    throw error;
  }
}

/** A page without any extent, or one longer than a newspaper is wide a hundred times, is no page. */
function pixelsOf({ width, height }: PdfPage, maxSide = MAX_PAGE_SIDE): { width: number; height: number } {
  const long = Math.max(width, height);
  if (!(Math.min(width, height) >= 1) || long > 14_400) throw new PdfError(false);
  const scale = Math.min(PDF_DPI / 72, Math.min(maxSide, MAX_PAGE_SIDE) / long);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function readablePage(page: PdfPage): ReadablePage {
  const { width, height } = pixelsOf(page);
  const picture = greyOf(page.draw(width, height), width, height);
  const signs = page.signs(width, height);
  const words = wordsOfSigns(signs, picture);
  const letters = words.reduce((sum, word) => sum + word.text.length, 0);
  const unknown = signs.filter(({ text }) => /[\uFFFD\p{Co}\p{Cn}\0]/u.test(text)).length;
  return { words, hasText: letters >= 80 && unknown < 0.1 * signs.length, picture };
}

/** Luma of ITU-R BT.601. */
function greyOf(rgbx: Uint8Array, width: number, height: number): GreyImage {
  const pixels = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < pixels.length; at++, from += 4) {
    const [red = 0, green = 0, blue = 0] = [rgbx[from], rgbx[from + 1], rgbx[from + 2]];
    pixels[at] = (red * 77 + green * 150 + blue * 29) >> 8;
  }
  return { width, height, pixels };
}
