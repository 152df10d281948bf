import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createWorker, OEM, PSM } from 'tesseract.js';
import { type TextWord, wholeWords } from '../domain/text-lines.ts';

export interface TextLayout {
  /** True where short texts stand anywhere, as on a card; false where they stand in columns of lines. */
  sparse: boolean;
  /** True where the picture was straightened before; otherwise its slant is measured first, which takes a while. */
  straight: boolean;
  /** True where the picture is one line of print. */
  line?: boolean;
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

/**
 * The languages whose data the engine reads with. The first reads every word; the others are asked in turn where a word is
 * doubtful. Dutch goes first: it has the most letters with marks, which English lacks, and its data is small and quick.
 */
const LANGUAGES = ['nld', 'deu', 'fra', 'spa', 'por', 'pol', 'dan', 'ces', 'tur'] as const;

/** Reads capitals and digits best, and knows no letter with a mark: for the values of cards, beside the net for print. */
export const PLAIN_LETTERS = ['eng'] as const;

/** Kept with every extraction, so that it can be told which reader gave it. */
export const TEXT_READER = `tesseract.js 7.0.0, ${LANGUAGES.join('+')} and ${PLAIN_LETTERS.join('+')} 4.0.0_best_int`;

/**
 * What one picture teaches must not colour the reading of the next: no adaption, no dictionary of the document.
 */
const NO_MEMORY = { classify_enable_learning: '0', tessedit_enable_doc_dict: '0' };

/** Loads the engine with language data from node_modules; nothing is fetched and nothing is written. */
export async function createTextReader(languages: readonly string[] = LANGUAGES): Promise<TextReader> {
  const worker = await loadedWorker(languages);
  return {
    async words(picture, { sparse, straight, line }) {
      try {
        const mode = line ? PSM.SINGLE_LINE : sparse ? PSM.SPARSE_TEXT : PSM.AUTO;
        await worker.setParameters({ ...NO_MEMORY, tessedit_pageseg_mode: mode });
        const { data } = await worker.recognize(
          picture,
          { rotateAuto: !straight },
          { text: false, blocks: true },
        );
        return wordsOf(data.blocks ?? []);
      } catch {
        throw new TextReaderError('The text engine could not read the picture.');
      }
    },
    async close() {
      await worker.terminate();
    },
  };
}

async function loadedWorker([first = 'eng', ...others]: readonly string[]) {
  const worker = await createWorker(first, OEM.LSTM_ONLY, {
    langPath: dataOf(first),
    gzip: true,
    cacheMethod: 'none',
    // Without a handler the engine throws outside of any promise and takes the process down. Calls reject all the same.
    errorHandler: () => undefined,
  });
  // The worker loads languages from one folder only, and each has its own: the others are put into its memory, and the
  // engine is told of them by its own setting.
  for (const language of others) {
    const name = `${language}.traineddata`;
    await worker.FS('writeFile', [name, gunzipSync(readFileSync(join(dataOf(language), `${name}.gz`)))]);
  }
  if (others.length === 0) return worker;
  await worker.reinitialize(first, OEM.LSTM_ONLY, `tessedit_load_sublangs ${others.join('+')}`);
  return worker;
}

const dataOf = (language: string) =>
  join(
    dirname(createRequire(import.meta.url).resolve(`@tesseract.js-data/${language}/package.json`)),
    '4.0.0_best_int',
  );

type Blocks = NonNullable<
  Awaited<ReturnType<Awaited<ReturnType<typeof createWorker>>['recognize']>>['data']['blocks']
>;

function wordsOf(blocks: Blocks): TextWord[] {
  const lines = blocks.flatMap((block) => block.paragraphs).flatMap((paragraph) => paragraph.lines);
  return lines.flatMap(({ words, baseline: { x0, y0, x1, y1 } }) => {
    const read = words.map(({ text, confidence, bbox }) => ({
      text,
      confidence: confidence / 100,
      box: { left: bbox.x0, top: bbox.y0, right: bbox.x1, bottom: bbox.y1 },
      ...(x1 > x0 && { slope: (y1 - y0) / (x1 - x0) }),
    }));
    return wholeWords(read);
  });
}
