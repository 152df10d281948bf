import { type Box, groupLines, type TextLine, type TextWord } from '../domain/text-lines.ts';
import { evenPaper } from './even-paper.ts';
import { type GreyImage, greyToPng, resizeGrey } from './grey-image.ts';
import { levelAngle, turnPage } from './page-turn.ts';
import type { TextReader } from './tesseract.ts';

/** Long side that a sheet is read at: 190 dots an inch of A4. Below 150 letters are lost. */
const SHEET_SIDE = 2240;
/** A sheet that stands on its head gives few words that the engine believes. */
const UPRIGHT_TRUST = 0.7;

export interface SheetText {
  lines: TextLine[];
  /** The place of a line's pixels on the picture that was given. */
  back(box: Box): Box;
}

/** The lines of print of a photographed or drawn sheet, which may lie askew, on its side or on its head. */
export async function readSheet(image: GreyImage, text: TextReader): Promise<SheetText> {
  const angle = await levelAngle(image);
  const upright = await readTurned(image, angle, text);
  if (upright.trust >= UPRIGHT_TRUST && Math.abs(angle) < 45) return upright;
  const onHead = await readTurned(image, angle + 180, text);
  return onHead.weight > upright.weight ? onHead : upright;
}

interface TurnedText extends SheetText {
  /** Mean confidence of the words, and their letters counted by it. */
  trust: number;
  weight: number;
}

async function readTurned(image: GreyImage, degrees: number, text: TextReader): Promise<TurnedText> {
  const { image: page, back } = await turnPage(image, degrees);
  const scale = SHEET_SIDE / Math.max(image.width, image.height);
  const sized = await resizeGrey(page, Math.round(page.width * scale));
  const found = await text.words(await greyToPng(await evenPaper(sized)), { sparse: false, straight: true });
  const words = found.filter(isPrint);
  const letters = words.reduce((sum, word) => sum + word.text.length, 0);
  const weight = words.reduce((sum, word) => sum + word.text.length * word.confidence, 0);
  return {
    lines: groupLines(words),
    trust: letters === 0 ? 0 : weight / letters,
    weight: words.reduce((sum, word) => sum + (word.confidence > 0.6 ? word.text.length : 0), 0),
    back: (box) =>
      back({
        left: box.left / scale,
        top: box.top / scale,
        right: box.right / scale,
        bottom: box.bottom / scale,
      }),
  };
}

/** Rules, folds and specks come as words of strokes; they would part a name from its line. */
const isPrint = ({ text, confidence }: TextWord) =>
  confidence > 0.15 && (/[\p{L}\p{N}]/u.test(text) || (confidence > 0.6 && /^[:–—&.,-]+$/.test(text)));
