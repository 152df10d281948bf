import assert from 'node:assert/strict';
import type { GreyImage } from './grey-image.ts';
import { LINE_HEIGHT, toLineInk } from './mrz-ink.ts';

/** A made-up crop with waves, blots and a slope of light: every step of the preparation leaves its trace on it. */
function crop(width: number, height: number): GreyImage {
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const blot = Math.floor(x / 9) % 3 === 0 && Math.floor(y / 7) % 2 === 0 ? -40 : 0;
      const grey =
        120 + 60 * Math.sin(x / 17) * Math.cos(y / 5) + blot + Math.floor((x * 90) / Math.trunc(width));
      pixels[y * width + x] = Math.trunc(Math.min(255, Math.max(0, grey)));
    }
  }
  return { width, height, pixels };
}

/** Computed with OpenCV and NumPy by the function that prepares the lines which the net is trained on. */
const KNOWN = [
  {
    width: 400,
    height: 46,
    becomes: 278,
    values: [
      [0, 0, 0.8285],
      [0, 92, -0.0957],
      [0, 277, 0.5529],
      [5, 7, 0.4048],
      [5, 139, 0.2904],
      [16, 0, 0.3745],
      [16, 92, 0.3811],
      [16, 277, 0.2177],
      [27, 7, 0.3118],
      [27, 139, 0.3398],
      [31, 0, 0.7435],
      [31, 92, 0.7624],
      [31, 277, -0.0279],
    ],
  },
  {
    width: 300,
    height: 24,
    becomes: 400,
    values: [
      [0, 0, 0.6869],
      [0, 133, 0.3812],
      [0, 399, 0.7676],
      [5, 7, 0.5902],
      [5, 200, 0.0752],
      [16, 0, 0.1203],
      [16, 133, 0.1014],
      [16, 399, -0.0431],
      [27, 7, 0.741],
      [27, 200, 0.3275],
      [31, 0, 0.0852],
      [31, 133, 0.2932],
      [31, 399, 0.3071],
    ],
  },
  {
    width: 500,
    height: 32,
    becomes: 500,
    values: [
      [0, 0, 0.7117],
      [0, 166, 0.8005],
      [0, 499, 0.48],
      [5, 7, 0.6331],
      [5, 250, 0.4429],
      [16, 0, 0.7188],
      [16, 166, 0.4896],
      [16, 499, -0.0965],
      [27, 7, 0.2193],
      [27, 250, 0.0942],
      [31, 0, 0.7794],
      [31, 166, 0.8019],
      [31, 499, 0.5007],
    ],
  },
  {
    width: 610,
    height: 83,
    becomes: 235,
    values: [
      [0, 0, 0.8512],
      [0, 78, 0.664],
      [0, 234, 0.5988],
      [5, 7, 0.9579],
      [5, 117, 0.1586],
      [16, 0, 0.7891],
      [16, 78, 0.2182],
      [16, 234, 0.014],
      [27, 7, 0.3756],
      [27, 117, 0.6134],
      [31, 0, 0.308],
      [31, 78, 0.0948],
      [31, 234, -0.0927],
    ],
  },
];

describe('preparing a line for the net', () => {
  for (const { width, height, becomes, values } of KNOWN) {
    it(`gives for ${width} x ${height} pixels what the net was trained on`, () => {
      const line = toLineInk(crop(width, height));
      assert.equal(line.width, becomes);
      assert.equal(line.ink.length, becomes * LINE_HEIGHT);
      for (const [row, column, value] of values) {
        const ink = line.ink[(row ?? 0) * becomes + (column ?? 0)] ?? Number.NaN;
        assert.ok(Math.abs(ink - (value ?? 0)) < 0.006, `${row}, ${column}: ${ink} is not ${value}`);
      }
    });
  }

  it('takes a shadow over part of the line out', () => {
    const { width, height, pixels } = crop(400, 46);
    const striped = pixels.map((_, at) => (Math.floor((at % width) / 6) % 3 === 0 ? 60 : 220));
    const shaded = striped.map((grey, at) => (at % width > width / 2 ? grey / 2 : grey));
    const plain = toLineInk({ width, height, pixels: striped });
    const shadow = toLineInk({ width, height, pixels: shaded });
    const far = plain.ink.reduce((most, ink, at) => {
      const column = at % plain.width;
      const inHalf = column < plain.width * 0.3 || column > plain.width * 0.7;
      return inHalf ? Math.max(most, Math.abs(ink - (shadow.ink[at] ?? 0))) : most;
    }, 0);
    assert.ok(far < 0.25, `${far}`);
  });

  it('bears blank paper', () => {
    const blank = { width: 300, height: 40, pixels: new Uint8Array(300 * 40).fill(200) };
    assert.ok(toLineInk(blank).ink.every((ink) => Math.abs(ink) < 0.01));
  });
});
