import fs from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';

/** The little of TensorFlow.js and of face-api that is used here. */
export interface Tensor {
  size: number;
  dispose(): void;
}

export interface FacePoint {
  x: number;
  y: number;
}

/** One face as face-api tells it. */
export interface DetectedFace {
  detection: { box: { x: number; y: number; width: number; height: number }; score: number };
  landmarks: { positions: FacePoint[] };
  /** 128 numbers by which a face is known again: biometric data, which never leaves the call that made it. */
  descriptor: Float32Array;
}

interface FaceSearch extends PromiseLike<DetectedFace['detection'][]> {
  withFaceLandmarks(): { withFaceDescriptors(): PromiseLike<DetectedFace[]> };
}

interface LoadableNet {
  loadFromDisk(folder: string): Promise<void>;
}

export interface FaceApi {
  nets: Record<'ssdMobilenetv1' | 'faceLandmark68Net' | 'faceRecognitionNet', LoadableNet>;
  SsdMobilenetv1Options: new (options: { minConfidence: number; maxResults: number }) => object;
  detectAllFaces(image: Tensor, options: object): FaceSearch;
  euclideanDistance(one: Float32Array, other: Float32Array): number;
}

type Shape = number[];
type TensorMethod = (this: Tensor, ...rest: unknown[]) => unknown;

export interface TensorFlow {
  Tensor: { prototype: Record<string, TensorMethod> };
  tensor3d(values: Uint8Array, shape: Shape, type: 'int32'): Tensor;
  reshape(tensor: Tensor, shape: Shape): Tensor;
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  memory(): { numTensors: number };
}

const require = createRequire(import.meta.url);

/**
 * Loads face-api and its three models from the packages that are installed with the service; nothing is fetched. Takes
 * about 0.4 s of processor time.
 */
export async function loadFaceApi(): Promise<{ tf: TensorFlow; faceApi: FaceApi }> {
  const tf: TensorFlow = require('@tensorflow/tfjs-core');
  const backend = require('@tensorflow/tfjs-backend-wasm');
  backend.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  addMethods(tf);
  if (!(await tf.setBackend('wasm'))) throw new TypeError('The wasm backend did not start.');
  await tf.ready();

  const file = require.resolve('@vladmandic/face-api/dist/face-api.node-wasm.js');
  const faceApi = await evaluate(file, {
    '@tensorflow/tfjs': tf,
    '@tensorflow/tfjs-backend-wasm': backend,
    fs,
  });
  const models = join(dirname(file), '../model');
  await faceApi.nets.ssdMobilenetv1.loadFromDisk(models);
  await faceApi.nets.faceLandmark68Net.loadFromDisk(models);
  await faceApi.nets.faceRecognitionNet.loadFromDisk(models);
  return { tf, faceApi };
}

/** The library asks for the whole of TensorFlow.js, 308 MB on disk; it is given the core, which is all that it uses. */
async function evaluate(file: string, given: Record<string, unknown>): Promise<FaceApi> {
  const module: { exports: unknown } = { exports: {} };
  const give = (name: string) => {
    if (!(name in given)) throw new TypeError(`face-api asks for ${name}.`);
    return given[name];
  };
  const run = compileFunction(await readFile(file, 'utf8'), ['module', 'exports', 'require'], {
    filename: file,
  });
  run(module, module.exports, give);
  return module.exports as FaceApi;
}

/** Operations that face-api calls as methods of a tensor; the core has them as functions only. */
const AS_METHODS = ['div', 'mul', 'sub', 'mean'] as const;

function addMethods(tf: TensorFlow): void {
  const { prototype } = tf.Tensor;
  const operations = tf as unknown as Record<string, (...given: unknown[]) => unknown>;
  for (const name of AS_METHODS) {
    prototype[name] ??= function (...rest) {
      return operations[name]?.(this, ...rest);
    };
  }
  for (const name of ['as2D', 'as3D', 'as4D']) {
    prototype[name] ??= function (...shape) {
      return tf.reshape(this, shape as Shape);
    };
  }
  prototype.as1D ??= function () {
    return tf.reshape(this, [this.size]);
  };
}
