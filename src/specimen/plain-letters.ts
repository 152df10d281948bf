const UNDIVIDED: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  æ: 'ae',
  Æ: 'AE',
};

/** A text in the letters of ASCII: marks fall away, and letters that are no letter with a mark are written out. */
export function plainLetters(text: string): string {
  const divided = text.replace(/[ßøØłŁđĐæÆ]/g, (letter) => UNDIVIDED[letter] ?? letter);
  return divided.normalize('NFD').replace(/\p{M}/gu, '');
}
