import type { TextLine, TextWord } from './text-lines.ts';

/** What was mended is not told as sure. */
const DOUBT = 0.85;

/** How readers take the sign of `Straße`, at the end of a street's name. */
const STREET = /(str|Str|STR)(?:a)(?:B|fi|f|fs|fß|fB|ßß|f3|l3|lB|ll|R|8|ti|tß|rß|B3)e$/u;
/** A large B has no place behind a small letter at the end or in the middle of a word. */
const SHARP_S = /(?<=\p{Ll})B(?=\p{Ll}|$)/gu;

/** The lines with words mended that no language writes so: `HauptstraBe` and `Groß` read with a B. */
export const mended = (lines: readonly TextLine[]): TextLine[] =>
  lines.map((line) => ({ ...line, words: line.words.map(mendedWord) }));

function mendedWord(word: TextWord): TextWord {
  const text = word.text.replace(STREET, '$1aße').replace(SHARP_S, 'ß');
  return text === word.text ? word : { ...word, text, confidence: Math.min(word.confidence, DOUBT) };
}
