import assert from 'node:assert/strict';
import type { GreyImage } from './grey-image.ts';
import { withOwnHeights } from './word-heights.ts';

/** A white picture with bars of ink: [top, bottom, grey]. */
function picture(...bars: [top: number, bottom: number, grey?: number][]): GreyImage {
  const image = { width: 120, height: 100, pixels: new Uint8Array(120 * 100).fill(255) };
  for (const [top, bottom, grey = 0] of bars) {
    for (let y = top; y < bottom; y++) image.pixels.fill(grey, y * 120 + 20, y * 120 + 100);
  }
  return image;
}

const heightIn = (image: GreyImage, top: number, bottom: number) => {
  const word = { text: 'Ibrahim', confidence: 0.5, box: { left: 10, top, right: 110, bottom } };
  const [own] = withOwnHeights(image, [word]);
  return [own?.box.top, own?.box.bottom];
};

describe('the heights of words', () => {
  it('end where the print does and leave out the line over it', () => {
    assert.deepEqual(heightIn(picture([30, 34], [50, 70]), 30, 72), [50, 70]);
  });

  it('keep a mark over its letter', () => {
    assert.deepEqual(heightIn(picture([20, 22], [41, 45], [48, 68]), 18, 76), [41, 68]);
  });

  it('are measured of pale print as of dark', () => {
    assert.deepEqual(heightIn(picture([30, 34, 190], [50, 70, 180]), 30, 75), [50, 70]);
  });

  it('stay as the engine tells them where they are near the print', () => {
    assert.deepEqual(heightIn(picture([50, 70]), 48, 72), [48, 72]);
  });

  it('stay where there is no print', () => {
    assert.deepEqual(heightIn(picture(), 30, 75), [30, 75]);
  });
});
