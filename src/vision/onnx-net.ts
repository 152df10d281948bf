import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as ort from 'onnxruntime-web/wasm';

/** A net of our own that looks at strips of ink: its input is one picture with one channel, its output `logp`. */
export interface OnnxNet {
  /** Log-probabilities, class by class, of a strip of ink, row by row. Rejects where the engine fails. */
  score(ink: Float32Array, size: { width: number; height: number }): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Loads a net on one thread of wasm that is installed with the service; nothing is fetched. */
export async function createOnnxNet(model: URL, input: string): Promise<OnnxNet> {
  const engine = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = { mjs: pathToFileURL(join(engine, 'ort-wasm-simd-threaded.mjs')).href };
  ort.env.wasm.wasmBinary = await readFile(join(engine, 'ort-wasm-simd-threaded.wasm'));
  const session = await ort.InferenceSession.create(await readFile(model), { executionProviders: ['wasm'] });

  return {
    async score(ink, { width, height }) {
      const { logp } = await session.run({ [input]: new ort.Tensor('float32', ink, [1, 1, height, width]) });
      if (!logp) throw new TypeError('The model has no output of the name logp.');
      return logp.data as Float32Array;
    },
    async close() {
      await session.release();
    },
  };
}
