import { LINE_HEIGHT, type LineInk } from './mrz-ink.ts';
import { createOnnxNet } from './onnx-net.ts';

/** Classes of the net: the blank of CTC, then the characters of a zone. */
export const NET_CLASSES = 38;

/** What the net says of a line: the log-probability of each class at each of `frames` places, class by class. */
export interface LineScores {
  frames: number;
  /** `NET_CLASSES` rows of `frames`. */
  logProbabilities: Float32Array;
}

export interface LineNet {
  /** Reads one line. Rejects where the engine fails. */
  score(line: LineInk): Promise<LineScores>;
  close(): Promise<void>;
}

/** The weights that come with the service; how they were made is told beside them. */
export const NET_MODEL = new URL('./models/mrz-net.onnx', import.meta.url);

/** Loads the net; nothing is fetched. */
export async function createLineNet(model: URL = NET_MODEL): Promise<LineNet> {
  const net = await createOnnxNet(model, 'line');
  return {
    async score({ width, ink }) {
      const logProbabilities = await net.score(ink, { width, height: LINE_HEIGHT });
      return { frames: logProbabilities.length / NET_CLASSES, logProbabilities };
    },
    close: net.close,
  };
}
