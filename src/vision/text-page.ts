import { groupLines, type TextLine } from '../domain/text-lines.ts';
import { evenPaper } from './even-paper.ts';
import { type GreyImage, greyToPng, resizeGrey } from './grey-image.ts';
import type { TextReader } from './tesseract.ts';

/** The long side that text is read at: about 500 dots an inch of a card, 170 of a sheet. */
const TEXT_SIDES = { card: 1800, sheet: 2000 };

/** The lines of print of a whole picture; places are pixels of the size it was read at. */
export async function linesOf(
  image: GreyImage,
  text: TextReader,
  size: keyof typeof TEXT_SIDES,
): Promise<TextLine[]> {
  const scale = TEXT_SIDES[size] / Math.max(image.width, image.height);
  const picture = await resizeGrey(image, Math.round(image.width * scale));
  const page = await greyToPng(await evenPaper(picture));
  return groupLines(await text.words(page, { sparse: size === 'card', straight: false }));
}
