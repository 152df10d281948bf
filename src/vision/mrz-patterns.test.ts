import assert from 'node:assert/strict';
import { PATTERNS } from './glyph-patterns.ts';
import type { Glyph } from './glyph-reader.ts';
import { agreementOf } from './mrz-patterns.ts';

describe('what the patterns say of a line', () => {
  const text = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<';

  const glyphsOf = (line: string, likeness: number): Glyph[] =>
    [...line].map((character) => {
      const pattern = PATTERNS.get(character);
      assert.ok(pattern);
      return { character, likeness, pattern };
    });

  it('is that it is as it was read where they see the same characters clearly', () => {
    assert.equal(agreementOf(text, glyphsOf(text, 0.9)), 'agreed');
  });

  it('is nothing where the same characters are hardly like the print', () => {
    assert.equal(agreementOf(text, glyphsOf(text, 0.8)), 'unconfirmed');
  });

  it('is that it is another where one character is clearly another', () => {
    assert.equal(agreementOf(text, glyphsOf(text.replace('ANNA', 'ANWA'), 0.99)), 'disagreed');
  });

  it('is nothing where one character is another, and not clearly', () => {
    assert.equal(agreementOf(text, glyphsOf(text.replace('ANNA', 'ANWA'), 0.7)), 'unconfirmed');
  });

  it('is nothing where they could not read the line', () => {
    assert.equal(agreementOf(text, undefined), 'unconfirmed');
  });
});
