import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createWorker, OEM, PSM } from 'tesseract.js';
import type { TextWord } from '../domain/text-lines.ts';

export interface TextLayout {
  /** True where short texts stand anywhere, as on a card; false where they stand in columns of lines. */
  sparse: boolean;
  /** True where the picture was straightened before; otherwise its slant is measured first, which takes a while. */
  straight: boolean;
}

export interface TextReader {
  /**
   * The words of a picture (PNG bytes) with their places. Rejects with {@link TextReaderError} where the engine fails.
   */
  words(picture: Buffer, layout: TextLayout): Promise<TextWord[]>;
  close(): Promise<void>;
}

/** The engine refused a picture. Its message is dropped: it may quote what it read. */
export class TextReaderError extends Error {
  override name = 'TextReaderError';
}

/** Kept with every extraction, so that it can be told which reader gave it. */
export const TEXT_READER = 'tesseract.js 7.0.0, eng 4.0.0_best_int';

/**
 * What one picture teaches must not colour the reading of the next: no adaption, no dictionary of the document.
 */
const NO_MEMORY = { classify_enable_learning: '0', tessedit_enable_doc_dict: '0' };

/** Loads the engine with language data from node_modules; nothing is fetched and nothing is written. */
export async function createTextReader(): Promise<TextReader> {
  const data = createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json');
  const worker = await createWorker('eng', OEM.LSTM_ONLY, {
    langPath: join(dirname(data), '4.0.0_best_int'),
    gzip: true,
    cacheMethod: 'none',
    // Without a handler the engine throws outside of any promise and takes the process down. Calls reject all the same.
    errorHandler: () => undefined,
  });

  return {
    async words(picture, { sparse, straight }) {
      try {
        const mode = sparse ? PSM.SPARSE_TEXT : PSM.AUTO;
        await worker.setParameters({ ...NO_MEMORY, tessedit_pageseg_mode: mode });
        const { data: page } = await worker.recognize(
          picture,
          { rotateAuto: !straight },
          { text: false, blocks: true },
        );
        return wordsOf(page.blocks ?? []);
      } catch {
        throw new TextReaderError('The text engine could not read the picture.');
      }
    },
    async close() {
      await worker.terminate();
    },
  };
}

type Blocks = NonNullable<
  Awaited<ReturnType<Awaited<ReturnType<typeof createWorker>>['recognize']>>['data']['blocks']
>;

function wordsOf(blocks: Blocks): TextWord[] {
  const lines = blocks.flatMap((block) => block.paragraphs).flatMap((paragraph) => paragraph.lines);
  return lines.flatMap(({ words, baseline: { x0, y0, x1, y1 } }) =>
    words.map(({ text, confidence, bbox }) => ({
      text,
      confidence: confidence / 100,
      box: { left: bbox.x0, top: bbox.y0, right: bbox.x1, bottom: bbox.y1 },
      ...(x1 > x0 && { slope: (y1 - y0) / (x1 - x0) }),
    })),
  );
}
