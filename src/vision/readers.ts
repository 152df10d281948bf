import { type BarcodeReader, createBarcodeReader } from './barcode.ts';
import { createLineNet, type LineNet } from './mrz-net.ts';
import { createOcrBReader, type OcrBReader } from './ocr-b-reader.ts';
import { createPrintNet, type PrintNet } from './print-net.ts';
import type { StageWatch } from './stage-cost.ts';
import { createTextReader, PLAIN_LETTERS, type TextReader } from './tesseract.ts';

/** The engines that a reading process loads once and uses for every document. */
export interface Readers {
  text: TextReader;
  /** Reads the values of cards and data pages: capitals and digits. */
  plain: TextReader;
  barcodes: BarcodeReader;
  /** Reads lines of machine-readable zones. */
  lines: LineNet;
  /** Reads once more the lines that are left open, which are few: loaded when it is first asked for. */
  ocrB(): Promise<OcrBReader>;
  /** Sees the letters and digits of words. */
  letters: PrintNet;
  /** Is told what the stages of a reading took. */
  watch?: StageWatch;
}

/** Loads every engine from files that are installed with the service; nothing is fetched. */
export async function createReaders(): Promise<Readers> {
  const [text, plain, barcodes, lines, letters] = await Promise.all([
    createTextReader(),
    createTextReader(PLAIN_LETTERS),
    createBarcodeReader(),
    createLineNet(),
    createPrintNet(),
  ]);
  let ocrB: Promise<OcrBReader> | undefined;
  return {
    text,
    plain,
    barcodes,
    lines,
    letters,
    ocrB: () => {
      ocrB ??= createOcrBReader();
      return ocrB;
    },
  };
}
