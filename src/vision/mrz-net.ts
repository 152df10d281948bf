import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as ort from 'onnxruntime-web/wasm';
import { LINE_HEIGHT, type LineInk } from './mrz-ink.ts';

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

/** Loads the net on one thread of wasm that is installed with the service; nothing is fetched. */
export async function createLineNet(model: URL = NET_MODEL): Promise<LineNet> {
  const engine = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = { mjs: pathToFileURL(join(engine, 'ort-wasm-simd-threaded.mjs')).href };
  ort.env.wasm.wasmBinary = await readFile(join(engine, 'ort-wasm-simd-threaded.wasm'));
  const session = await ort.InferenceSession.create(await readFile(model), { executionProviders: ['wasm'] });

  return {
    async score({ width, ink }) {
      const line = new ort.Tensor('float32', ink, [1, 1, LINE_HEIGHT, width]);
      const { logp } = await session.run({ line });
      if (!logp) throw new TypeError('The model has no output of the name logp.');
      const logProbabilities = logp.data as Float32Array;
      return { frames: logProbabilities.length / NET_CLASSES, logProbabilities };
    },
    async close() {
      await session.release();
    },
  };
}
