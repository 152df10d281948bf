import { fileURLToPath } from 'node:url';
import { createWorker, OEM, PSM } from 'tesseract.js';
import { type GreyImage, greyToPng, resizeGrey } from './grey-image.ts';
import { cropLine } from './mrz-crops.ts';
import type { Strip } from './mrz-strips.ts';
import { OCR_B_GAP, toOcrBLine } from './ocr-b-line.ts';
import { TextReaderError } from './tesseract.ts';

/** A second net for lines of zones, which shares nothing with the first but the program that drew its lines. */
export interface OcrBReader {
  /** The line as it is printed, under no alphabet and of any length. Rejects with {@link TextReaderError}. */
  read(image: GreyImage, strip: Strip, line: number): Promise<string>;
  close(): Promise<void>;
}

/** How the model was made is told beside it. */
const MODELS = fileURLToPath(new URL('./models', import.meta.url));
/** Height of the crop, in distances from line to line. */
const SHARE = 0.85;

/** Loads the engine with our own model; nothing is fetched and nothing is written. */
export async function createOcrBReader(): Promise<OcrBReader> {
  const worker = await createWorker('ocrb', OEM.LSTM_ONLY, {
    langPath: MODELS,
    gzip: false,
    cacheMethod: 'none',
    // Without a handler the engine throws outside of any promise and takes the process down. Calls reject all the same.
    errorHandler: () => undefined,
  });
  await worker.setParameters({
    tessedit_pageseg_mode: PSM.RAW_LINE,
    classify_enable_learning: '0',
    // Lines have no size on paper; without one the engine estimates it, aloud.
    user_defined_dpi: '300',
  });

  return {
    async read(image, strip, line) {
      const crop = cropLine(image, strip, line, SHARE);
      const high = Math.round(SHARE * OCR_B_GAP);
      const small = await resizeGrey(crop, Math.round((crop.width * high) / crop.height), high);
      const picture = await greyToPng(await toOcrBLine(small));
      try {
        const { data } = await worker.recognize(picture, {}, { text: true, blocks: false });
        return data.text.replace(/\s/g, '');
      } catch {
        throw new TextReaderError('The text engine could not read the line.');
      }
    },
    async close() {
      await worker.terminate();
    },
  };
}
