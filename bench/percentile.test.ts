import assert from 'node:assert/strict';
import { median, percentile } from './percentile.ts';

describe('a percentile', () => {
  const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it('is the nearest rank, whatever the order of the values', () => {
    assert.deepEqual(
      [0.5, 0.95, 0.99, 1].map((share) => percentile(oneToHundred, share)),
      [50, 95, 99, 100],
    );
  });

  it('of few values is one of them', () => {
    assert.equal(percentile([7, 3], 0.99), 7);
    assert.equal(median([9, 1, 5]), 5);
  });

  it('of nothing is not a number', () => {
    assert.ok(Number.isNaN(median([])));
  });
});
