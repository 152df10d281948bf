import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as ort from 'onnxruntime-web/wasm';
import { STRIP_HEIGHT, type WordStrip } from './word-strip.ts';

/** Classes of the net after the first, which is the gap between letters. */
export const PRINT_LETTERS =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz' +
  'ÁÀÂÄÃÅĂĄĀÆÇĆČĊĎĐÉÈÊËĚĘĒĖĞĢĠĦÍÌÎÏİĪĮĶŁĹĽĻÑŃŇŅÓÒÔÖÕŐØŒŘŔŠŚŞȘŤȚÚÙÛÜŮŰŪŲŴÝŸŶŽŹŻÞ' +
  'áàâäãåăąāæçćčċďđéèêëěęēėğģġħíìîïīįķłĺľļñńňņóòôöõőøœřŕšśşșťțúùûüůűūųŵýÿŷžźżþßðı' +
  "-'." +
  '0123456789/';

/** What the net says of a word: the log-probability of each class at each column of the strip, class by class. */
export interface LetterScores {
  columns: number;
  /** `PRINT_LETTERS.length + 1` rows of `columns`; the first is the gap. */
  logProbabilities: Float32Array;
}

/** Sees the letters and digits of a word, with their marks, by their look alone. */
export interface PrintNet {
  /** Rejects where the engine fails. */
  score(word: WordStrip): Promise<LetterScores>;
  close(): Promise<void>;
}

/** Kept with every extraction. */
export const PRINT_READER = 'idbeyond print-net 2';

/** The weights that come with the service; how they were made is told beside them. */
export const PRINT_MODEL = new URL('./models/print-net.onnx', import.meta.url);

/** Loads the net on one thread of wasm that is installed with the service; nothing is fetched. */
export async function createPrintNet(model: URL = PRINT_MODEL): Promise<PrintNet> {
  const engine = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = { mjs: pathToFileURL(join(engine, 'ort-wasm-simd-threaded.mjs')).href };
  ort.env.wasm.wasmBinary = await readFile(join(engine, 'ort-wasm-simd-threaded.wasm'));
  const session = await ort.InferenceSession.create(await readFile(model), { executionProviders: ['wasm'] });

  return {
    async score({ width, ink }) {
      const strip = new ort.Tensor('float32', ink, [1, 1, STRIP_HEIGHT, width]);
      const { logp } = await session.run({ strip });
      if (!logp) throw new TypeError('The model has no output of the name logp.');
      const logProbabilities = logp.data as Float32Array;
      return { columns: logProbabilities.length / (PRINT_LETTERS.length + 1), logProbabilities };
    },
    async close() {
      await session.release();
    },
  };
}
