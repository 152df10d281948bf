import assert from 'node:assert/strict';
import { betterReading, joinedWords } from './second-reading.ts';

const word = (text: string, left: number, confidence: number, top = 100, bottom = 120) => ({
  text,
  confidence,
  box: { left, top, right: left + text.length * 12, bottom },
});
const line = (...words: ReturnType<typeof word>[]) => ({
  words,
  box: { left: words[0]?.box.left ?? 0, top: 100, right: words.at(-1)?.box.right ?? 0, bottom: 120 },
});

describe('a line that is read twice', () => {
  it('begins where the second reading found a word that the first had lost', () => {
    const better = betterReading(line(word('Tanaka', 300, 0.96)), [
      word('François', 180, 0.95, 80, 140),
      word('Tanaka', 300, 0.96, 80, 140),
    ]);
    assert.equal(better.words.map(({ text }) => text).join(' '), 'François Tanaka');
    assert.deepEqual(better.box, { left: 180, top: 100, right: 372, bottom: 120 });
  });

  it('is doubted where the readings part it differently', () => {
    const better = betterReading(line(word('Tanaka', 300, 0.96)), [
      word('Ta', 300, 0.6),
      word('naka', 330, 0.5),
    ]);
    assert.ok(better.words.every(({ confidence }) => confidence <= 0.85));
  });

  it('takes a code for its form where the other reading has none', () => {
    const better = betterReading(line(word('Oox1', 0, 0.5), word('3QD', 60, 0.9)), [
      word('OX1', 0, 0.4),
      word('3QD', 60, 0.9),
    ]);
    assert.equal(better.words[0]?.text, 'OX1');
  });

  it('keeps the surer word, and doubts it', () => {
    const better = betterReading(line(word('Grof', 0, 0.6)), [word('Groß', 0, 0.8)]);
    assert.deepEqual(
      better.words.map(({ text, confidence }) => [text, confidence]),
      [['Groß', 0.8]],
    );
  });
});

describe('words of two looks at one page', () => {
  const texts = (words: readonly { text: string }[]) => words.map(({ text }) => text);

  it('are those of the later look, and what only the earlier one read surely', () => {
    const earlier = [word('Nationality', 0, 0.95), word('F', 400, 0.85), word('xq', 600, 0.4)];
    const now = [word('Natmlq', 0, 0.3), word('UTOPIAN', 200, 0.9)];
    assert.deepEqual(texts(joinedWords(earlier, now)), ['UTOPIAN', 'Nationality', 'F']);
  });

  it('are not taken from the earlier look where the later one has read something', () => {
    assert.deepEqual(texts(joinedWords([word('1974', 0, 0.95)], [word('1994', 2, 0.7)])), ['1994']);
  });
});
