import assert from 'node:assert/strict';
import sharp from 'sharp';
import { drawText, textWidth } from '../specimen/lettering.ts';
import { createTextReader, TextReaderError } from './tesseract.ts';

describe('the text engine', function () {
  this.timeout(30_000);

  it('reads letters with the marks of several languages', async () => {
    const names = 'Müller García Wójcik Lefèvre Araújo Novák';
    const width = Math.ceil(textWidth(names, { size: 48 })) + 80;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="120">${drawText(names, 40, 80, { size: 48 })}</svg>`;
    const picture = await sharp(Buffer.from(svg)).flatten({ background: '#ffffff' }).png().toBuffer();
    const reader = await createTextReader();
    try {
      const words = await reader.words(picture, { sparse: false, straight: true });
      assert.equal(words.map(({ text }) => text).join(' '), names);
    } finally {
      await reader.close();
    }
  });

  it('rejects for what it cannot open, without quoting it, and goes on', async () => {
    const reader = await createTextReader();
    const layout = { sparse: false, straight: true };
    try {
      await assert.rejects(reader.words(Buffer.from('secret words'), layout), (error: unknown) => {
        assert.ok(error instanceof TextReaderError);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
      const blank = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#ffffff' } })
        .png()
        .toBuffer();
      assert.deepEqual(await reader.words(blank, layout), []);
    } finally {
      await reader.close();
    }
  });
});
