import { type GreyImage, resizeGrey } from './grey-image.ts';

const BLOCK = 8;
/** Blocks on each side whose brightest pixel counts as paper: wider than a letter, narrower than a shadow. */
const REACH = 3;
/** Shares of the paper's brightness that become black and white. */
const BLACK = 0.4;
const WHITE = 0.92;

/**
 * Divides a picture by the paper around each pixel and stretches what is left. Shadows, dark headers and
 * photographs fade, pale background print goes white, and small grey labels stay: a threshold for the whole page
 * would lose them.
 */
export async function evenPaper(image: GreyImage): Promise<GreyImage> {
  const blocks = brightest(blockMaxima(image));
  const paper = await resizeGrey(blocks, image.width, image.height);
  const pixels = image.pixels.map((grey, index) => {
    const share = grey / Math.max(30, paper.pixels[index] ?? 255);
    return Math.max(0, Math.min(255, Math.round((255 * (share - BLACK)) / (WHITE - BLACK))));
  });
  return { ...image, pixels };
}

function blockMaxima({ width, height, pixels }: GreyImage): GreyImage {
  const columns = Math.ceil(width / BLOCK);
  const rows = Math.ceil(height / BLOCK);
  const blocks = new Uint8Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / BLOCK) * columns;
    for (let x = 0; x < width; x++) {
      const block = row + Math.floor(x / BLOCK);
      blocks[block] = Math.max(blocks[block] ?? 0, pixels[y * width + x] ?? 0);
    }
  }
  return { width: columns, height: rows, pixels: blocks };
}

function brightest({ width, height, pixels }: GreyImage): GreyImage {
  const spread = pixels.map((_, index) => {
    const x = index % width;
    const y = Math.floor(index / width);
    let most = 0;
    for (let row = Math.max(0, y - REACH); row <= Math.min(height - 1, y + REACH); row++) {
      for (let column = Math.max(0, x - REACH); column <= Math.min(width - 1, x + REACH); column++) {
        most = Math.max(most, pixels[row * width + column] ?? 0);
      }
    }
    return most;
  });
  return { width, height, pixels: spread };
}
