import assert from 'node:assert/strict';
import { boxInQuad, pointInQuad, straightenView } from './view.ts';

const quad = {
  topLeft: { x: 20, y: 10 },
  topRight: { x: 180, y: 30 },
  bottomRight: { x: 170, y: 120 },
  bottomLeft: { x: 30, y: 90 },
};
const view = {
  image: { width: 200, height: 150, pixels: new Uint8Array(200 * 150) },
  toPicture: (p: Point) => p,
};
type Point = { x: number; y: number };
const near = (one: Point, other: Point) => Math.hypot(one.x - other.x, one.y - other.y) < 0.01;

describe('places in an area that was straightened', () => {
  it('are those that lead back to where they were taken from', () => {
    const part = straightenView(view, quad, 400, 200);
    for (const point of [
      { x: 0, y: 0 },
      { x: 400, y: 200 },
      { x: 130, y: 170 },
    ]) {
      assert.ok(near(pointInQuad(quad, 400, 200, part.toPicture(point)), point));
    }
  });

  it('keep a box upright that lies aslant', () => {
    const flat = {
      topLeft: { x: 0, y: 0 },
      topRight: { x: 100, y: 10 },
      bottomRight: { x: 100, y: 110 },
      bottomLeft: { x: 0, y: 100 },
    };
    const box = boxInQuad(flat, 100, 100, { left: 40, top: 44, right: 60, bottom: 66 });
    assert.deepEqual(Object.values(box).map(Math.round), [40, 39, 60, 61]);
  });
});
