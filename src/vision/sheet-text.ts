import sharp from 'sharp';
import { type Box, groupLines, type TextLine, type TextWord } from '../domain/text-lines.ts';
import { evenPaper } from './even-paper.ts';
import { type GreyImage, resizeGrey } from './grey-image.ts';
import { levelLines } from './page-fan.ts';
import { withoutFrames } from './page-frame.ts';
import { levelAngle, turnPage } from './page-turn.ts';
import type { TextReader } from './tesseract.ts';
import { withOwnHeights } from './word-heights.ts';

/** Long side that a sheet is read at: 190 dots an inch of A4. Below 150 letters are lost. */
const SHEET_SIDE = 2240;
/** What that side makes of A4; the engine guesses wrongly from blurred print, and then parts the page wrongly. */
const SHEET_DPI = 190;
/** A sheet that stands on its head gives few words that the engine believes. */
const UPRIGHT_TRUST = 0.7;

/** In heights: columns of a sheet are further apart than of a card, and words of a label in blur end too soon. */
const SHEET_GAP = 2.1;

export interface SheetText {
  lines: TextLine[];
  /** The sheet as its lines' places are told, before its paper was made white. */
  page: GreyImage;
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
  /** Mean confidence of the letters, and how many stand in words that the engine believes. */
  trust: number;
  weight: number;
}

async function readTurned(image: GreyImage, degrees: number, text: TextReader): Promise<TurnedText> {
  const { image: page, back } = await turnPage(image, degrees);
  const scale = SHEET_SIDE / Math.max(image.width, image.height);
  const { image: sized, back: unlevel } = await levelLines(
    await resizeGrey(page, Math.round(page.width * scale)),
  );
  const shown = withoutFrames(whitened(await evenPaper(sized)));
  const found = await text.words(await pngAt(shown, SHEET_DPI), { sparse: false, straight: true });
  const words = withOwnHeights(shown, found.filter(isPrint));
  const letters = words.reduce((sum, word) => sum + word.text.length, 0);
  const sure = words.reduce((sum, word) => sum + word.text.length * word.confidence, 0);
  return {
    lines: groupLines(words, SHEET_GAP),
    page: sized,
    trust: letters === 0 ? 0 : sure / letters,
    weight: words.reduce((sum, word) => sum + (word.confidence > 0.6 ? word.text.length : 0), 0),
    back: (box) => {
      const { left, top, right, bottom } = unlevel(box);
      return back({ left: left / scale, top: top / scale, right: right / scale, bottom: bottom / scale });
    },
  };
}

/** How much larger the upper part is read where the page as a whole left something out. */
const CLOSER = 1.3;

/** The lines of the upper part of a sheet, larger and without regard to columns: a second look for lines that were lost. */
export async function readUpperPart(page: GreyImage, share: number, text: TextReader): Promise<TextLine[]> {
  const height = Math.round(page.height * share);
  const part = { ...page, height, pixels: page.pixels.subarray(0, height * page.width) };
  const large = await resizeGrey(part, Math.round(page.width * CLOSER));
  const shown = withoutFrames(await evenPaper(large));
  const found = await text.words(await pngAt(shown, SHEET_DPI), { sparse: true, straight: true });
  const words = withOwnHeights(shown, found.filter(isPrint));
  const placed = words.map((word) => ({ ...word, box: shrunk(word.box) }));
  return groupLines(placed, SHEET_GAP);
}

const shrunk = ({ left, top, right, bottom }: Box): Box => ({
  left: Math.round(left / CLOSER),
  top: Math.round(top / CLOSER),
  right: Math.round(right / CLOSER),
  bottom: Math.round(bottom / CLOSER),
});

/** Rules, folds and specks come as words of strokes; they would part a name from its line. */
const isPrint = ({ text, confidence }: TextWord) =>
  (confidence > 0.15 && (/[\p{L}\p{N}]/u.test(text) || (confidence > 0.6 && /^[:–—&.,-]+$/.test(text)))) ||
  // A word that the engine has no letter for: its line is read once more.
  (confidence > 0.05 && /^\p{Lu}?\p{Ll}{4,}$/u.test(text));

/**
 * From this grey on, paper is white: what a shadow's edge leaves there is enough for the engine, which tells ink and paper
 * apart by one threshold for the whole page, to take the shadow for ink and all print in it for lost.
 */
const PAPER = 175;

const whitened = (image: GreyImage): GreyImage => ({
  ...image,
  pixels: image.pixels.map((grey) => Math.min(255, Math.round((grey * 255) / PAPER))),
});

function pngAt({ width, height, pixels }: GreyImage, density: number): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .withMetadata({ density })
    .png({ compressionLevel: 1 })
    .toBuffer();
}
