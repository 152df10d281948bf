import { type Box, heightOf, type TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import type { PdfSign } from './pdfium.ts';

/** A text layer says exactly which letters it has; whether they are true is another matter. */
const CONFIDENCE = 0.99;
/** White on white, or covered by a box of one colour: nobody sees it. In steps of 255 greys. */
const MIN_CONTRAST = 40;
const SPACE = /^[\s\p{Cc}\p{Zs}]$/u;

/** Puts signs together to words, and leaves out those that cannot be seen on the drawn page. */
export function wordsOfSigns(signs: readonly PdfSign[], picture: GreyImage): TextWord[] {
  const groups: PdfSign[][] = [];
  let open = false;
  for (const sign of signs) {
    const last = groups.at(-1);
    if (SPACE.test(sign.text)) open = false;
    else if (open && last && follows(last, sign)) last.push(sign);
    else {
      groups.push([sign]);
      open = true;
    }
  }
  return groups.map(wordOf).filter(({ box }) => isSeen(box, picture));
}

/** White between two words at least, and the width of a digit, in heights of the print. */
const WORD_SPACE = 0.4;
const DIGIT_WIDTH = 0.65;

function follows(word: readonly PdfSign[], sign: PdfSign): boolean {
  const { box } = sign;
  const height = Math.max(...word.map((one) => heightOf(one.box)), heightOf(box));
  const last = word.at(-1) ?? sign;
  const sameLine = word.some(
    (one) => box.top < one.box.bottom + 0.3 * height && box.bottom > one.box.top - 0.3 * height,
  );
  const gap = box.left - last.box.right - whiteBeside(last, height) - whiteBeside(sign, height);
  return sameLine && gap < WORD_SPACE * height && gap > -height;
}

/** All digits take the same room, of which a 1 leaves much white: two of them look like two words. */
function whiteBeside({ text, box }: PdfSign, height: number): number {
  return /\d/.test(text) ? Math.max(0, (DIGIT_WIDTH * height - (box.right - box.left)) / 2) : 0;
}

function wordOf(signs: readonly PdfSign[]): TextWord {
  const boxes = signs.map((sign) => sign.box);
  return {
    text: signs
      .map((sign) => sign.text)
      .join('')
      .normalize('NFC'),
    confidence: CONFIDENCE,
    box: {
      left: Math.min(...boxes.map((box) => box.left)),
      top: Math.min(...boxes.map((box) => box.top)),
      right: Math.max(...boxes.map((box) => box.right)),
      bottom: Math.max(...boxes.map((box) => box.bottom)),
    },
  };
}

function isSeen(box: Box, { width, height, pixels }: GreyImage): boolean {
  const left = Math.max(0, box.left);
  const right = Math.min(width - 1, box.right);
  let darkest = 255;
  let lightest = 0;
  for (let y = Math.max(0, box.top); y <= Math.min(height - 1, box.bottom); y++) {
    for (let x = left; x <= right; x++) {
      const grey = pixels[y * width + x] ?? 0;
      darkest = Math.min(darkest, grey);
      lightest = Math.max(lightest, grey);
    }
  }
  return lightest - darkest >= MIN_CONTRAST;
}
