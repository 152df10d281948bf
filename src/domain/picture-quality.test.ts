import assert from 'node:assert/strict';
import {
  DEFAULT_QUALITY_LIMITS,
  differingBits,
  type PictureMeasures,
  qualityProblems,
} from './picture-quality.ts';
import { DEFAULT_POLICY, policyFrom } from './policy.ts';

const GOOD: PictureMeasures = {
  shortSide: 1500,
  sharpness: 0.45,
  brightness: 220,
  printedShare: 0.4,
  textRows: 200,
  cutSides: 0,
  glareShare: 0,
};
const limits = DEFAULT_QUALITY_LIMITS;
const problems = (measures: Partial<PictureMeasures>, slot: 'passport' | 'proof-of-address' = 'passport') =>
  qualityProblems({ measures: { ...GOOD, ...measures } }, { slot, limits });

describe('the quality of a photo of a face', () => {
  const ofFace = (faceWidth: number | undefined, measures: Partial<PictureMeasures> = {}) =>
    qualityProblems(
      { measures: { ...GOOD, ...measures }, ...(faceWidth === undefined ? {} : { faceWidth }) },
      { slot: 'selfie-front', subject: 'face', limits, otherSide: 'c3'.repeat(32) },
    );

  it('is judged by its face and by no rule about documents', () => {
    const nothingPrinted = { printedShare: 0, textRows: 0, sharpness: 0, cutSides: 2, glareShare: 0.5 };
    assert.deepEqual(ofFace(limits.minFaceWidth, nothingPrinted), []);
  });

  it('is too low where there is no face, a small one, or none was looked for', () => {
    for (const width of [0, limits.minFaceWidth - 1, undefined])
      assert.deepEqual(ofFace(width), ['PICTURE_NO_FACE']);
  });

  it('is called dark where it is dark, whether a face is found or not', () => {
    for (const width of [0, 300]) assert.deepEqual(ofFace(width, { brightness: 20 }), ['PICTURE_TOO_DARK']);
  });

  it('is never asked for in a document', () => assert.deepEqual(problems({}), []));
});

describe('the quality of a picture', () => {
  it('is good enough at each limit and too low beyond it', () => {
    const atLimit: [Partial<PictureMeasures>, Partial<PictureMeasures>][] = [
      [{ shortSide: limits.minShortSide.identity }, { shortSide: limits.minShortSide.identity - 1 }],
      [{ sharpness: limits.minSharpness.identity }, { sharpness: limits.minSharpness.identity - 0.01 }],
      [{ brightness: limits.minBrightness }, { brightness: limits.minBrightness - 1 }],
      [{ printedShare: limits.minPrintedShare }, { printedShare: limits.minPrintedShare / 2 }],
      [{ textRows: limits.minTextRows }, { textRows: limits.minTextRows - 1 }],
      [{ glareShare: limits.maxGlareShare }, { glareShare: limits.maxGlareShare + 0.01 }],
      [{ cutSides: limits.maxCutSides }, { cutSides: limits.maxCutSides + 1 }],
    ];
    for (const [passes, fails] of atLimit) {
      assert.deepEqual(problems(passes), [], JSON.stringify(passes));
      assert.equal(problems(fails).length, 1, JSON.stringify(fails));
    }
  });

  it('must be higher for a sheet, whose letters are smaller', () => {
    const measures = { shortSide: 1000, sharpness: 0.22 };
    assert.deepEqual(problems(measures), []);
    assert.deepEqual(problems(measures, 'proof-of-address'), ['PICTURE_LOW_RESOLUTION', 'PICTURE_BLURRED']);
  });

  it('is told by its cause where one fault brings others with it', () => {
    const nothingSeen = { sharpness: 0, printedShare: 0, textRows: 0 };
    assert.deepEqual(problems({ ...nothingSeen, brightness: 10 }), ['PICTURE_TOO_DARK']);
    assert.deepEqual(problems(nothingSeen), ['PICTURE_NO_DOCUMENT']);
    assert.deepEqual(problems({ sharpness: 0.1, textRows: 0 }), ['PICTURE_BLURRED']);
  });

  it('is not judged by lines of print in a picture that is too small to show them', () => {
    assert.deepEqual(problems({ shortSide: 300, textRows: 0 }), []);
  });

  it('tells the picture of the other side again by its likeness, and by nothing where there is none', () => {
    const likeness = 'f0'.repeat(32);
    const of = (otherSide?: string) =>
      qualityProblems({ measures: GOOD, likeness }, { slot: 'id-back', limits, otherSide });
    assert.deepEqual(of(likeness), ['PICTURE_SAME_AS_OTHER_SIDE']);
    assert.deepEqual(of(`${'f0'.repeat(30)}0f0f`), ['PICTURE_SAME_AS_OTHER_SIDE'], '16 bits');
    assert.deepEqual(of(`${'f0'.repeat(29)}f10f0f`), [], '17 bits');
    assert.deepEqual(of(undefined), []);
    assert.deepEqual(
      qualityProblems({ measures: GOOD }, { slot: 'id-back', limits, otherSide: likeness }),
      [],
    );
  });

  it('counts differing bits, all of them where the lengths differ', () => {
    assert.equal(differingBits('00', '00'), 0);
    assert.equal(differingBits('0f', 'f0'), 8);
    assert.equal(differingBits('ff', 'fe'), 1);
    assert.equal(differingBits('ff', 'ffff'), 16);
  });
});

describe('a stored policy', () => {
  it('gets what it does not say from the defaults, limit by limit', () => {
    assert.deepEqual(policyFrom({}), DEFAULT_POLICY);
    const policy = policyFrom({ minimumAge: 21, quality: { minBrightness: 5 } });
    assert.equal(policy.minimumAge, 21);
    assert.equal(policy.quality.minBrightness, 5);
    assert.deepEqual(policy.quality.minSharpness, limits.minSharpness);
  });
});
