import { around, type Box, sharedArea, type TextLine, type TextWord, textOf } from './text-lines.ts';

/** Two readings that differ are never told as sure. */
const DOUBT = 0.85;

const bare = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
const marksOf = (text: string) => [...text].filter((letter) => letter.normalize('NFD') !== letter).length;

/**
 * A line that was read twice, the second time alone and larger. Word by word: what both say is as sure as the surer of
 * them; where only marks differ the one with more of them is taken, since blur takes marks away and adds none; else
 * the surer one. What they do not agree on has a confidence of 0.85 at most.
 */
export function betterReading(line: TextLine, second: readonly TextWord[]): TextLine {
  const words = second.filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  if (words.length === 0) return line;
  if (words.length === line.words.length) {
    return { ...line, words: line.words.map((word, index) => betterWord(word, words[index] ?? word)) };
  }
  const sameLetters = bare(textOf(words)) === bare(textOf(line.words));
  // Larger print shows better where words are parted.
  if (!sameLetters && weightOf(words) <= weightOf(line.words))
    return { ...line, words: line.words.map(doubted) };
  const placed = words.map((word) => doubted({ ...word, box: { ...word.box, ...heightsOf(line) } }));
  return { words: placed, box: around(placed) };
}

/** The height of a word that was read alone may be that of all that was cut out. */
const heightsOf = ({ box: { top, bottom } }: TextLine) => ({ top, bottom });

function betterWord(first: TextWord, second: TextWord): TextWord {
  if (first.text === second.text) {
    return { ...first, confidence: Math.max(first.confidence, second.confidence) };
  }
  const marks = marksOf(second.text) - marksOf(first.text);
  const onlyMarks = bare(first.text) === bare(second.text) && marks !== 0;
  const likelier =
    isOdd(first.text) === isOdd(second.text) ? second.confidence > first.confidence : isOdd(first.text);
  const taken = onlyMarks ? marks > 0 : likelier;
  return doubted(taken ? { ...second, box: first.box } : first);
}

/** Small letters among large ones and digits: no code is written so. */
const isOdd = (text: string) => /^\p{Lu}\p{L}*\p{Ll}\p{L}*\d/u.test(text);

const doubted = (word: TextWord): TextWord => ({ ...word, confidence: Math.min(word.confidence, DOUBT) });

/** Letters count for a reading as far as they are surer than a guess. */
const weightOf = (words: readonly TextWord[]) =>
  words.reduce((sum, { text, confidence }) => sum + (confidence - 0.5) * text.length, 0);

/**
 * The lines of two readings of one page. Where a line of the second lies on lines of the first, the one that says more
 * stays; where it lies on none, the first had lost it.
 */
export function joinedReadings(first: readonly TextLine[], second: readonly TextLine[]): TextLine[] {
  let lines = [...first];
  for (const line of second) {
    const under = lines.filter(({ box }) => overlap(box, line.box));
    const known = under.reduce((sum, { words }) => sum + weightOf(words), 0);
    if (weightOf(line.words) <= Math.max(known, 0)) continue;
    const words = under.length > 0 ? line.words.map(doubted) : line.words;
    lines = [...lines.filter((other) => !under.includes(other)), { ...line, words }];
  }
  return lines.sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left);
}

/** Words that are read so surely are taken from an earlier reading, and those that are not give way to them. */
const SURELY_READ = 0.8;
const HARDLY_READ = 0.6;

/** The words of a reading, with those that only an earlier one of the same print read surely. */
export function joinedWords(earlier: readonly TextWord[], now: readonly TextWord[]): TextWord[] {
  const read = now.filter(({ confidence }) => confidence >= HARDLY_READ);
  const missed = earlier.filter(
    ({ text, confidence, box }) =>
      confidence >= SURELY_READ && /[\p{L}\p{N}]/u.test(text) && !read.some((word) => overlap(word.box, box)),
  );
  return [...now.filter(({ box }) => !missed.some((word) => overlap(word.box, box))), ...missed];
}

/** More than a touch: a third of the smaller box. */
const overlap = (one: Box, other: Box) => sharedArea(one, other) > 0.33;
