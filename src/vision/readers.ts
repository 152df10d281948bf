import { existsSync } from 'node:fs';
import { type BarcodeReader, createBarcodeReader } from './barcode.ts';
import { createLineNet, type LineNet, NET_MODEL } from './mrz-net.ts';
import { createTextReader, type TextReader } from './tesseract.ts';

/** The engines that a reading process loads once and uses for every document. */
export interface Readers {
  text: TextReader;
  barcodes: BarcodeReader;
  /** Reads lines of machine-readable zones; undefined in an installation without its weights. */
  lines: LineNet | undefined;
}

/** Loads every engine from files that are installed with the service; nothing is fetched. */
export async function createReaders(): Promise<Readers> {
  const [text, barcodes, lines] = await Promise.all([
    createTextReader(),
    createBarcodeReader(),
    existsSync(NET_MODEL) ? createLineNet() : undefined,
  ]);
  return { text, barcodes, lines };
}
