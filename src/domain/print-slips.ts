import type { TextLine, TextWord } from './text-lines.ts';

/** What was mended is not told as sure. */
const DOUBT = 0.85;

/** How readers take the sign of `Straße`, at the end of a street's name. */
const STREET = /(str|Str|STR)(?:a)(?:B|fi|f|fs|fß|fB|ßß|f3|l3|lB|ll|R|8|ti|tß|rß|B3)e$/u;
/** A large B has no place behind a small letter at the end or in the middle of a word. */
const SHARP_S = /(?<=\p{Ll})B(?=\p{Ll}|$)/gu;

/** Digits by the letters that they are read as. */
const DIGITS: Record<string, string> = {
  O: '0',
  o: '0',
  Q: '0',
  D: '0',
  I: '1',
  l: '1',
  '|': '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
};
const digits = (text: string) => text.replace(/[OoQDIl|ZSGB]/g, (letter) => DIGITS[letter] ?? letter);

/** Numbers with strokes or dots, as dates are; at least half of it was read as digits. */
const DATE = /^(?=(?:.*\d){4})[\dOoIl|SB]{1,4}([./-])[\dOoIl|SB]{1,2}\1[\dOoIl|SB]{2,4}[.,]?$/;
/** A code of five digits before the name of a place, and at least three of them read as digits. */
const FIVE = /^(?=(?:.*\d){3})[\dOoIl|SBZ]{5}$/;
/** A number of a house: `l7`, `1O`. Letters behind it are kept, since houses have them. */
const HOUSE = /^(?:[Il|]\d{1,3}|\d{1,2}O\d{0,2})[,.]?$/;
/** The two parts of a British code, a digit of each perhaps read as a letter, and a large letter as a small one; its last letters are never C, I, K, M, O or V. */
const OUTWARD = /^([A-Z][A-Za-z]?)([\dIlOSZB])([A-Z\d]?)$/;
const INWARD = /^([\dIlOSZBG])([ABD-HJLNP-UW-Z]{2})$/;

/**
 * The lines with words mended that no language writes so: `HauptstraBe` and `Groß` read with a B, letters for digits in
 * dates, numbers of houses and postal codes.
 */
export const mended = (lines: readonly TextLine[]): TextLine[] =>
  lines.map((line) => ({ ...line, words: withCodes(line.words.map(mendedWord)) }));

/** `S.A`, whose last dot blur has taken. */
const SHORTENED = /^\p{Lu}(?:\.\p{L}){1,3}$/u;

function mendedWord(word: TextWord): TextWord {
  if (SHORTENED.test(word.text)) return changed(word, `${word.text}.`);
  const isNumber = DATE.test(word.text) || HOUSE.test(word.text);
  return changed(
    word,
    isNumber ? digits(word.text) : word.text.replace(STREET, '$1aße').replace(SHARP_S, 'ß'),
  );
}

function withCodes(words: readonly TextWord[]): TextWord[] {
  return words.map((word, index) => {
    const next = words[index + 1];
    if (next && FIVE.test(word.text) && /^\p{Lu}\p{L}/u.test(next.text))
      return changed(word, digits(word.text));
    if (index >= words.length - 2 && isBritish(words.slice(-2)))
      return changed(word, index === words.length - 1 ? inward(word.text) : outward(word.text));
    return word;
  });
}

/** One of the parts at least has its digit. */
function isBritish([first, second]: readonly TextWord[]): boolean {
  const parts = OUTWARD.exec(first?.text ?? '');
  if (!parts || !INWARD.test(second?.text ?? '')) return false;
  return /\d/.test(parts[2] ?? '') || /^\d/.test(second?.text ?? '');
}

const outward = (text: string) =>
  text.replace(
    OUTWARD,
    (_, area: string, digit: string, rest: string) => area.toUpperCase() + digits(digit) + rest,
  );
const inward = (text: string) =>
  text.replace(INWARD, (_, digit: string, rest: string) => digits(digit) + rest);

const changed = (word: TextWord, text: string): TextWord =>
  text === word.text ? word : { ...word, text, confidence: Math.min(word.confidence, DOUBT) };
