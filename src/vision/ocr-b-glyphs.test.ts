import assert from 'node:assert/strict';
import { GLYPH_HEIGHT, GLYPH_WIDTH, MRZ_CHARACTERS, ocrBGlyphs } from '../specimen/glyph-bitmaps.ts';
import * as patterns from './glyph-patterns.ts';
import { OCR_B_GLYPHS } from './ocr-b-glyphs.ts';

describe('the patterns that zones are read with', () => {
  it('are the characters of the font, drawn in the size that the reader expects', async () => {
    assert.deepEqual([GLYPH_WIDTH, GLYPH_HEIGHT], [patterns.GLYPH_WIDTH, patterns.GLYPH_HEIGHT]);
    const drawn = await ocrBGlyphs();
    for (const character of MRZ_CHARACTERS)
      assert.equal(OCR_B_GLYPHS[character], drawn[character], character);
  });

  it('are each most like themselves', () => {
    for (const [character, pattern] of patterns.PATTERNS) {
      const likeness = [...patterns.PATTERNS].map(
        ([other, known]) => [patterns.correlation(pattern, known), other] as const,
      );
      assert.equal(likeness.sort((a, b) => b[0] - a[0])[0]?.[1], character);
    }
  });
});
