import assert from 'node:assert/strict';
import { groupLines, type TextWord, textOf, wholeWords } from './text-lines.ts';

const word = (text: string, left: number, top: number, width = text.length * 10): TextWord => ({
  text,
  confidence: 0.9,
  box: { left, top, right: left + width, bottom: top + 20 },
});
const lines = (words: TextWord[]) => groupLines(words).map((line) => textOf(line.words));

describe('grouping words into lines', () => {
  it('joins neighbours and parts columns', () => {
    assert.deepEqual(lines([word('issue', 50, 11), word('Sex', 300, 10), word('of', 20, 10)]), [
      'of issue',
      'Sex',
    ]);
  });

  it('keeps the lines of a page that hangs to one side', () => {
    const slope = (text: string, column: number, row: number) =>
      word(text, column * 60, row * 30 + column * 6, 50);
    const page = [0, 1, 2, 3, 4, 5].flatMap((column) => [
      slope(`a${column}`, column, 0),
      slope(`b${column}`, column, 1),
    ]);
    assert.deepEqual(lines(page), ['a0 a1 a2 a3 a4 a5', 'b0 b1 b2 b3 b4 b5']);
  });

  it('leaves out words of spaces', () => {
    assert.deepEqual(lines([word(' ', 0, 0)]), []);
  });
});

describe('putting pieces of words together', () => {
  it('joins what stands as close as letters do, and is as sure as the less sure piece', () => {
    const [whole, ...others] = wholeWords([{ ...word('RO', 0, 0), confidence: 0.4 }, word('SSI', 22, 0)]);
    assert.deepEqual([whole?.text, whole?.confidence, others.length], ['ROSSI', 0.4, 0]);
  });

  it('keeps words apart that have a space between them, or a sign', () => {
    const parted = wholeWords([
      word('ANNA', 0, 0),
      word('MARIA', 44, 0),
      word('/', 95, 0),
      word('ROSA', 106, 0),
    ]);
    assert.deepEqual(
      parted.map(({ text }) => text),
      ['ANNA', 'MARIA', '/', 'ROSA'],
    );
  });
});
