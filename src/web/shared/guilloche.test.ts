import assert from 'node:assert/strict';
import { guillochePath } from './guilloche.ts';

const shape = { width: 560, height: 72, strands: 9, pieces: 20 };

/** Ends of all pieces, in units. */
function points(path: string): { x: number; y: number }[] {
  let [x, y] = [0, 0];
  return [...path.matchAll(/([Ms])([^Ms]+)/g)].map(([, command, numbers = '']) => {
    const values = (numbers.match(/-?\d+/g) ?? []).map(Number);
    const [dx = 0, dy = 0] = values.slice(-2);
    [x, y] = command === 'M' ? [dx, dy] : [x + dx, y + dy];
    return { x: x / 10, y: y / 10 };
  });
}

describe('the guilloche', () => {
  it('stays under 4 kB', () => {
    assert.ok(guillochePath(shape).length < 4000);
  });

  it('draws every strand from edge to edge and inside its height', () => {
    const ends = points(guillochePath(shape));
    assert.equal(ends.length, shape.strands * (shape.pieces + 1));
    assert.equal(ends.filter(({ x }) => x === 0).length, shape.strands);
    assert.equal(ends.filter(({ x }) => x === shape.width).length, shape.strands);
    for (const { y } of ends) assert.ok(y >= 0 && y <= shape.height, String(y));
  });

  it('is the same every time', () => {
    assert.equal(guillochePath(shape), guillochePath(shape));
  });
});
