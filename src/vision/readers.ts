import { type BarcodeReader, createBarcodeReader } from './barcode.ts';
import { createLineNet, type LineNet } from './mrz-net.ts';
import { createTextReader, type TextReader } from './tesseract.ts';

/** The engines that a reading process loads once and uses for every document. */
export interface Readers {
  text: TextReader;
  barcodes: BarcodeReader;
  /** Reads lines of machine-readable zones. */
  lines: LineNet;
}

/** Loads every engine from files that are installed with the service; nothing is fetched. */
export async function createReaders(): Promise<Readers> {
  const [text, barcodes, lines] = await Promise.all([
    createTextReader(),
    createBarcodeReader(),
    createLineNet(),
  ]);
  return { text, barcodes, lines };
}
