import { createTextReader, type TextReader } from './tesseract.ts';

/** The engines that a reading process loads once and uses for every document. */
export interface Readers {
  text: TextReader;
}

/** Loads every engine from files that are installed with the service; nothing is fetched. */
export async function createReaders(): Promise<Readers> {
  return { text: await createTextReader() };
}
