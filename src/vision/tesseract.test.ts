import assert from 'node:assert/strict';
import sharp from 'sharp';
import { createTextReader, TextReaderError } from './tesseract.ts';

describe('the text engine', function () {
  this.timeout(30_000);

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
