import assert from 'node:assert/strict';
import type { FacePoint } from './face-api.ts';
import { yawOf } from './face-engine.ts';

/** The 68 points of a face of which the nose stands `nose` between its edges (-1 to 1), rolled by so many degrees. */
function points(nose: number, roll = 0): FacePoint[] {
  const angle = (roll * Math.PI) / 180;
  const at = (x: number, y: number): FacePoint => ({
    x: 200 + x * Math.cos(angle) - y * Math.sin(angle),
    y: 200 + x * Math.sin(angle) + y * Math.cos(angle),
  });
  return Array.from({ length: 68 }, (_, index) => {
    if (index === 1) return at(-100, 0);
    if (index === 15) return at(100, 0);
    if (index === 30) return at(100 * nose, 40);
    if (index >= 36 && index < 42) return at(-45, -10);
    return index >= 42 && index < 48 ? at(45, -10) : at(0, 60);
  });
}

describe('the turn of a head', () => {
  it('is none where the nose stands in the middle', () => assert.equal(yawOf(points(0)), 0));

  it('is above 0 to the right of the picture, which is the own left of who is seen', () => {
    assert.equal(yawOf(points(0.5)), 30);
    assert.equal(yawOf(points(-0.5)), -30);
  });

  it('is the same in a head that is held askew', () => {
    for (const roll of [-25, -10, 10, 25])
      assert.ok(Math.abs(yawOf(points(0.5, roll)) - 30) <= 12, `${roll}`);
  });

  it('is at most a quarter turn, whatever is found', () => {
    assert.equal(yawOf(points(3)), 90);
    assert.equal(yawOf(points(-3)), -90);
    assert.equal(yawOf(Array.from({ length: 68 }, () => ({ x: 5, y: 5 }))), 0);
  });
});
