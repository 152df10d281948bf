import sharp from 'sharp';
import { DECODING } from './loaders.ts';
import { drawPdfPage } from './pdf.ts';
import { formatOf } from './picture-format.ts';

/** Long side of the copy that people are shown. */
export const DISPLAY_SIDE = 2000;

/**
 * The copy that people are shown: drawn anew from the pixels, upright, at most 2000 pixels long, as a JPEG. Nothing
 * of the file remains: no place, no camera, no thumbnail, nothing behind its end.
 * Of a PDF, the first page. Rejects where the file cannot be decoded.
 */
export async function displayCopy(bytes: Uint8Array): Promise<Buffer> {
  const isPdf = formatOf(bytes) === 'application/pdf';
  return sharp(isPdf ? await drawPdfPage(bytes, 1, DISPLAY_SIDE) : bytes, DECODING)
    .rotate()
    .resize({ width: DISPLAY_SIDE, height: DISPLAY_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality: 85 })
    .toBuffer();
}
