import type { Box } from '../domain/text-lines.ts';
import { type GreyImage, greyToPng } from './grey-image.ts';

/** White around a line, in pixels: the text engine wants some. */
const MARGIN = 12;

/** A place of a page as a picture of its own with white around it (PNG), and the way back from its places. */
export async function croppedPlace(
  page: GreyImage,
  place: Box,
): Promise<{ png: Buffer; back(box: Box): Box }> {
  const inside = within(place, page);
  return { png: await greyToPng(cropped(page, inside)), back: (box) => moved(box, inside) };
}

const within = ({ left, top, right, bottom }: Box, { width, height }: GreyImage): Box => ({
  left: Math.max(0, Math.floor(left)),
  top: Math.max(0, Math.floor(top)),
  right: Math.min(width, Math.ceil(right)),
  bottom: Math.min(height, Math.ceil(bottom)),
});

function cropped({ width, pixels }: GreyImage, { left, top, right, bottom }: Box): GreyImage {
  const crop = { width: right - left + 2 * MARGIN, height: bottom - top + 2 * MARGIN };
  const copy = new Uint8Array(crop.width * crop.height).fill(255);
  for (let row = top; row < bottom; row++) {
    const line = pixels.subarray(row * width + left, row * width + right);
    copy.set(line, (row - top + MARGIN) * crop.width + MARGIN);
  }
  return { ...crop, pixels: copy };
}

const moved = (box: Box, { left, top }: Box): Box => ({
  left: box.left + left - MARGIN,
  top: box.top + top - MARGIN,
  right: box.right + left - MARGIN,
  bottom: box.bottom + top - MARGIN,
});
