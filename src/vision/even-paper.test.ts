import assert from 'node:assert/strict';
import { evenPaper } from './even-paper.ts';
import type { GreyImage } from './grey-image.ts';

const PAPER = 200;
const INK = 40;
const [WIDTH, HEIGHT] = [400, 240];

/** A page with strokes of print every twelve pixels of every other line, and a light over it by place. */
function page(light: (x: number, y: number) => number): GreyImage {
  const pixels = new Uint8Array(WIDTH * HEIGHT).map((_, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    return Math.max(0, Math.min(255, (isInk(x, y) ? INK : PAPER) + light(x, y)));
  });
  return { width: WIDTH, height: HEIGHT, pixels };
}

const isInk = (x: number, y: number) => x % 12 < 4 && y % 48 < 24;

/** The lightest ink and the darkest paper between `from` and `to`, away from the edges of strokes. */
function extremes({ pixels }: GreyImage, from: number, to: number) {
  let [ink, paper] = [0, 255];
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = from; x < to; x++) {
      const grey = pixels[y * WIDTH + x] ?? 0;
      if (isInk(x, y)) ink = Math.max(ink, grey);
      else paper = Math.min(paper, grey);
    }
  }
  return { ink, paper };
}

describe('the paper of a page made even', () => {
  it('keeps print black and paper white where the light falls off', async () => {
    const { ink, paper } = extremes(await evenPaper(page((x) => -x / 4)), 0, WIDTH);
    assert.ok(ink < 60 && paper > 200, `ink ${ink}, paper ${paper}`);
  });

  it('brings back print that a mirrored lamp has made pale', async () => {
    const lamp = page((x) => (x > 240 ? 165 : 0));
    const { ink, paper } = extremes(await evenPaper(lamp), 280, WIDTH);
    assert.ok(ink < 60 && paper > 200, `ink ${ink}, paper ${paper}`);
  });

  it('makes no print of a pale pattern where the light of the room is brightest', async () => {
    const isPattern = (x: number, y: number) => x > 340 && y % 48 > 34;
    const { pixels } = page((x) => (x - 200) / 3);
    const bright = pixels.map((grey, at) => {
      const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
      return isPattern(x, y) ? 0.8 * grey : grey;
    });
    const even = await evenPaper({ width: WIDTH, height: HEIGHT, pixels: bright });
    const pattern = even.pixels.filter((_, at) => isPattern(at % WIDTH, Math.floor(at / WIDTH)));
    assert.ok(Math.min(...pattern) > 150, `pattern ${Math.min(...pattern)}`);
  });

  it('makes no print of a page that is as bright all over', async () => {
    const bright = page(() => 60);
    assert.deepEqual(await evenPaper(bright), await evenPaper(page(() => 55)));
  });
});
