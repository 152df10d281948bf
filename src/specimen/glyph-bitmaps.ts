import sharp from 'sharp';
import { drawText } from './lettering.ts';

/** The size of a drawn character: one pitch wide (2.54 mm), with a little air over and under the capitals. */
export const GLYPH_WIDTH = 16;
export const GLYPH_HEIGHT = 20;
export const MRZ_CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<';

const FINE = 8;
const EM_PER_PITCH = 34 / 25.4;
const BASELINE = 17.6;

/**
 * The characters of an MRZ in OCR-B as the reader's patterns: one hexadecimal digit of ink a pixel, row by row, a
 * little soft. Kept in `src/vision/ocr-b-glyphs.ts`; a test there compares.
 */
export async function ocrBGlyphs(): Promise<Record<string, string>> {
  const glyphs: Record<string, string> = {};
  for (const character of MRZ_CHARACTERS) glyphs[character] = await bitmap(character);
  return glyphs;
}

async function bitmap(character: string): Promise<string> {
  const pitch = GLYPH_WIDTH * FINE;
  const outline = drawText(character, 0, BASELINE * FINE, {
    font: 'ocrb',
    size: pitch * EM_PER_PITCH,
    pitch,
    fill: '#000000',
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${pitch}" height="${GLYPH_HEIGHT * FINE}">
    <rect width="100%" height="100%" fill="#ffffff"/>${outline}</svg>`;
  const fine = await sharp(Buffer.from(svg))
    .removeAlpha()
    .blur(0.7 * FINE)
    .png()
    .toBuffer();
  const pixels = await sharp(fine)
    .resize(GLYPH_WIDTH, GLYPH_HEIGHT, { fit: 'fill' })
    .extractChannel(0)
    .raw()
    .toBuffer();
  return [...pixels].map((grey) => Math.round(((255 - grey) / 255) * 15).toString(16)).join('');
}
