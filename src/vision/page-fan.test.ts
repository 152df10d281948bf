import assert from 'node:assert/strict';
import type { GreyImage } from './grey-image.ts';
import { levelLines } from './page-fan.ts';

const WIDTH = 900;
const HEIGHT = 1200;

/** Rows of dashes, 40 pixels apart, whose slope goes from `top` at the upper end of the sheet to `bottom` at its lower. */
function sheetOf(top: number, bottom: number): GreyImage {
  const pixels = new Uint8Array(WIDTH * HEIGHT).fill(250);
  for (let row = 60; row < HEIGHT - 60; row += 40) {
    const slope = top + ((bottom - top) * row) / HEIGHT;
    for (let x = 60; x < WIDTH - 60; x++) {
      if (x % 14 < 6) continue;
      const y = Math.round(row + slope * (x - WIDTH / 2));
      for (let thick = 0; thick < 5; thick++) pixels[(y + thick) * WIDTH + x] = 20;
    }
  }
  return { width: WIDTH, height: HEIGHT, pixels };
}

/** The first dark row of a column, from a row on. */
function inkBelow({ pixels, width }: GreyImage, x: number, from: number): number {
  for (let y = from; y < HEIGHT; y++) if ((pixels[y * width + x] ?? 255) < 128) return y;
  return HEIGHT;
}

const LEFT = 68;
const RIGHT = 824;

describe('levelling the lines of a sheet that is seen from one side', () => {
  for (const [name, top, bottom] of [
    ['at the top', -0.04, 0],
    ['at the bottom', 0, 0.04],
    ['against each other', 0.025, -0.025],
  ] as const) {
    it(`makes lines level that hang ${name}`, async () => {
      const { image } = await levelLines(sheetOf(top, bottom));
      for (const row of [260, 580, 900]) {
        const drop = inkBelow(image, RIGHT, row - 18) - inkBelow(image, LEFT, row - 18);
        assert.ok(Math.abs(drop) <= 4, `the line at ${row} drops by ${drop}`);
      }
    });
  }

  it('tells where a place of the levelled sheet was before', async () => {
    const { image, back } = await levelLines(sheetOf(0, 0.04));
    const top = inkBelow(image, RIGHT, 880);
    const box = back({ left: RIGHT, right: RIGHT, top, bottom: top + 4 });
    const row = 60 + 40 * Math.round((top - 60) / 40);
    const was = row + ((0.04 * row) / HEIGHT) * (RIGHT - WIDTH / 2);
    assert.ok(Math.abs(box.top - was) <= 4, `${box.top} and not ${was}`);
  });

  it('leaves a level sheet and an empty one as they are', async () => {
    for (const image of [sheetOf(0, 0), { width: 100, height: 100, pixels: new Uint8Array(10_000) }]) {
      assert.equal((await levelLines(image)).image, image);
    }
  });
});
