import { createOnnxNet } from './onnx-net.ts';
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

/** Loads the net; nothing is fetched. */
export async function createPrintNet(model: URL = PRINT_MODEL): Promise<PrintNet> {
  const net = await createOnnxNet(model, 'strip');
  return {
    async score({ width, ink }) {
      const logProbabilities = await net.score(ink, { width, height: STRIP_HEIGHT });
      return { columns: logProbabilities.length / (PRINT_LETTERS.length + 1), logProbabilities };
    },
    close: net.close,
  };
}
