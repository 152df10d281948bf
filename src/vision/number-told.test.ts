import assert from 'node:assert/strict';
import type { TextWord } from '../domain/text-lines.ts';
import { numberTold } from './number-told.ts';
import type { SeenLetter } from './seen-letters.ts';

const word = (text: string, confidence = 0.95): TextWord => ({
  text,
  confidence,
  box: { left: 0, top: 0, right: text.length * 20, bottom: 30 },
});

/** What the net sees: each sign as sure as `share`, but those of `unsure`. */
const seen = (text: string, share = 0.97, unsure: Record<number, number> = {}): SeenLetter[] =>
  [...text].map((letter, at) => ({ letter, share: unsure[at] ?? share, column: at * 4 }));

const told = (...given: Parameters<typeof numberTold>) => {
  const { text, confidence } = numberTold(...given);
  return [text, confidence];
};

describe('a number that two readers read', () => {
  it('is sure where both read the same, however much one doubted it', () => {
    assert.deepEqual(told(word('07/09/2020', 0), seen('07/09/2020')), ['07/09/2020', 0.9]);
  });

  it('has the letter that the net sees in the place of a digit, and is told below what counts as sure', () => {
    assert.deepEqual(told(word('02161Q881'), seen('0Z161Q881')), ['0Z161Q881', 0.85]);
  });

  it('keeps what was read where the net is not sure', () => {
    assert.deepEqual(told(word('02161'), seen('0Z161', 0.97, { 1: 0.5 })), ['02161', 0.85]);
  });

  it('is hardly sure where signs differ that do not look alike', () => {
    assert.deepEqual(told(word('AB34567'), seen('AB94567')), ['AB94567', 0.75]);
  });

  it('has the sign that the text engine left out', () => {
    assert.deepEqual(told(word('18116546133'), seen('181116546133')), ['181116546133', 0.75]);
  });

  it('keeps a sign that the net does not see, unless the text engine doubts it', () => {
    assert.deepEqual(told(word('11.10.2033'), seen('1.10.2033')), ['11.10.2033', 0.75]);
    assert.deepEqual(told(word('FQ4D96ES5', 0.47), seen('FQ4D96E5')), ['FQ4D96E5', 0.75]);
  });

  it('keeps the strokes of a date that either of them lost', () => {
    assert.deepEqual(told(word('09/06/2022'), seen('0906/2022')), ['09/06/2022', 0.95]);
    assert.deepEqual(told(word('20.071944', 0.8), seen('20.07.1944')), ['20.07.1944', 0.9]);
  });

  it('is hardly told where the net sees nothing there', () => {
    assert.deepEqual(told(word('11'), []), ['11', 0.3]);
  });
});
