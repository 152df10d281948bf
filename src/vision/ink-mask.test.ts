import assert from 'node:assert/strict';
import { inkMask } from './ink-mask.ts';

describe('the mask of ink', () => {
  const [width, height] = [96, 64];

  function picture(greyAt: (x: number, y: number) => number) {
    const pixels = Uint8Array.from({ length: width * height }, (_, at) =>
      greyAt(at % width, Math.floor(at / width)),
    );
    const { ink } = inkMask({ width, height, pixels });
    return (x: number, y: number) => ink[y * width + x];
  }

  it('holds thin strokes, on dark ground and on light', () => {
    const ink = picture((x, y) => (x < 48 ? 90 : 220) - (y % 16 === 8 ? 60 : 0));
    assert.deepEqual([ink(20, 24), ink(70, 24), ink(20, 32), ink(70, 32)], [1, 1, 0, 0]);
  });

  it('takes what is broad and dark for no ink', () => {
    const ink = picture((x) => (x < 48 ? 30 : 220));
    assert.deepEqual([ink(10, 30), ink(60, 30)], [0, 0]);
  });

  it('is not misled at the edge by what stands higher up', () => {
    const ink = picture((_, y) => (y < 12 ? 0 : 200));
    for (let y = 24; y < height; y++) assert.deepEqual([ink(0, y), ink(width - 1, y)], [0, 0], `row ${y}`);
  });
});
