import assert from 'node:assert/strict';
import {
  challengeOutcome,
  type FaceComparison,
  faceMatch,
  faceScore,
  findFaces,
  notCompared,
  toldComparison,
} from './face.ts';
import type { HeadTurn } from './session-check.ts';

const compared = (
  distance: number,
  turned: number | null = 30,
  front: number | null = 0,
): FaceComparison => ({
  score: faceScore(distance),
  distance,
  reason: null,
  frames: { turned: { faces: 1, yaw: turned }, front: { faces: 1, yaw: front } },
});

describe('the score of two faces', () => {
  it('is 1 for one and the same picture, and never leaves 0 to 1', () => {
    assert.deepEqual([0, 0.4, 1, 1.3].map(faceScore), [1, 0.6, 0, 0]);
  });

  for (const [distance, match] of [
    [0, 'similar'],
    [0.5, 'similar'],
    [0.51, 'unclear'],
    [0.6, 'unclear'],
    [0.61, 'different'],
    [1.2, 'different'],
  ] as const) {
    it(`is called ${match} at a distance of ${distance}`, () =>
      assert.equal(faceMatch(compared(distance)), match));
  }

  it('is called not compared where there is none', () => {
    assert.equal(faceMatch(notCompared('NO_PORTRAIT')), 'not_compared');
    assert.equal(faceMatch(undefined), 'not_compared');
  });
});

describe('the challenge', () => {
  const cases: [asked: HeadTurn, turned: number | null, front: number | null, outcome: string][] = [
    ['left', 30, 0, 'pass'],
    ['right', -30, 0, 'pass'],
    ['left', 20, 18, 'pass'],
    ['right', -20, -18, 'pass'],
    ['left', 19, 0, 'fail'],
    ['left', 0, 0, 'fail'],
    ['right', -30, 19, 'fail'],
    ['right', -30, -19, 'fail'],
    ['left', -30, 0, 'unknown'],
    ['right', 30, 0, 'unknown'],
    ['left', null, 0, 'unknown'],
    ['left', 30, null, 'unknown'],
  ];
  for (const [asked, turned, front, outcome] of cases) {
    it(`is ${outcome} where ${asked} was asked and ${turned}, then ${front} degrees were seen`, () =>
      assert.equal(challengeOutcome(compared(0.4, turned, front), asked), outcome));
  }

  it('is unknown where nothing was compared', () =>
    assert.equal(challengeOutcome(undefined, 'left'), 'unknown'));
});

describe('the findings of a selfie', () => {
  it('are never proven, whatever is seen', () => {
    for (const comparison of [undefined, compared(0), compared(1), compared(0.4, 0, 40)]) {
      const findings = findFaces(comparison, 'left');
      assert.deepEqual(
        findings.map(({ slot, check }) => `${slot} ${check}`),
        ['selfie-front face_match', 'selfie-turned selfie_challenge'],
      );
      assert.ok(findings.every(({ proven }) => !proven));
    }
  });

  it('tell similar as pass, different as fail and the rest as unknown', () => {
    const outcome = (comparison: FaceComparison | undefined) => findFaces(comparison, 'left')[0]?.outcome;
    assert.deepEqual(
      [compared(0.4), compared(0.55), compared(0.7), notCompared('NO_FACE_IN_SELFIE')].map(outcome),
      ['pass', 'unknown', 'fail', 'unknown'],
    );
  });
});

describe('what a tenant is told of a comparison', () => {
  it('is words, a score and an address, and no measure of a face', () => {
    assert.deepEqual(toldComparison(compared(0.4), 'left', 'https://verify.example/portrait'), {
      match: 'similar',
      score: 0.6,
      reason: null,
      challenge: { turn: 'left', outcome: 'pass' },
      portrait: 'https://verify.example/portrait',
    });
  });
});
