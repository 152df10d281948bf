import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { HEVCDecoder, type HEVCFrame } from '@hevcjs/core';
import sharp, { type Sharp } from 'sharp';
import { type CodedPicture, type HeifPicture, readHeif } from './heif-container.ts';
import { MAX_PIXELS } from './loaders.ts';
import { formatOf } from './picture-format.ts';

/** Nobody sees a loss at this quality; what reads the picture opens it like any other. */
const QUALITY = 95;

/** A tile may be larger than the part of it that is shown, but not by much. */
const MAX_CODED_PIXELS = MAX_PIXELS * 1.3;

/** A HEIC file as JPEG, upright; every other file as it is. Rejects where it is broken or has too many pixels. */
export async function withoutHeic(bytes: Uint8Array): Promise<Uint8Array> {
  if (formatOf(bytes) !== 'image/heic') return bytes;
  const picture = await openHeic(bytes);
  return picture.jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** The size of a HEIC picture as it is shown, by what its header says. Throws RangeError where it is broken. */
export function heicSize(bytes: Uint8Array): { width: number; height: number } {
  const { width, height, quarterTurns } = readHeif(bytes);
  return quarterTurns % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** The pixels of a HEIC picture, upright. Rejects where they cannot be decoded, to the last tile. */
export async function openHeic(bytes: Uint8Array): Promise<Sharp> {
  const heif = readHeif(bytes);
  if (heif.width * heif.height > MAX_PIXELS) throw new RangeError('The picture has too many pixels.');
  const pixels = Buffer.alloc(heif.width * heif.height * 3);
  let coded = 0;
  let [x, y] = [0, 0];
  for (const [index, tile] of heif.tiles.entries()) {
    const frame = await decode(tile);
    coded += frame.width * frame.height;
    if (coded > MAX_CODED_PIXELS) throw new RangeError('The tiles have too many pixels.');
    paint(pixels, heif, frame, { x, y });
    x += frame.width;
    if ((index + 1) % heif.columns === 0) [x, y] = [0, y + frame.height];
  }
  if (y < heif.height) throw new RangeError('The tiles do not fill the picture.');
  return upright(pixels, heif);
}

async function upright(pixels: Buffer, heif: HeifPicture): Promise<Sharp> {
  const { width, height, quarterTurns, mirror } = heif;
  const raw = sharp(pixels, { raw: { width, height, channels: 3 }, limitInputPixels: MAX_PIXELS });
  if (quarterTurns === 0 && mirror === undefined) return raw;
  const turned = raw.rotate((360 - quarterTurns * 90) % 360);
  if (mirror === undefined) return turned;
  const { data, info } = await turned.raw().toBuffer({ resolveWithObject: true });
  const again = sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } });
  return mirror === 0 ? again.flip() : again.flop();
}

const BESIDE = import.meta.resolve('@hevcjs/core');
const WASM = fileURLToPath(new URL('./wasm/hevc-decode.wasm', BESIDE));

/** The decoder is made for browsers, where a script tag brings its module: here it is read from the package. */
function provideDecoder(): void {
  if ('HEVCDecoderModule' in globalThis) return;
  const script = fileURLToPath(new URL('./wasm/hevc-decode.js', BESIDE));
  const loaded: { exports: unknown } = { exports: {} };
  const load = compileFunction(readFileSync(script, 'utf8'), [
    'module',
    'exports',
    'require',
    '__filename',
    '__dirname',
  ]);
  load(loaded, loaded.exports, createRequire(script), script, dirname(script));
  Object.assign(globalThis, { HEVCDecoderModule: loaded.exports });
}

/** Each tile has a decoder of its own, since one that met a broken stream is in no state to go on. */
async function decode({ configuration, data }: CodedPicture): Promise<HEVCFrame> {
  provideDecoder();
  const decoder = await HEVCDecoder.create({ wasmBinaryUrl: WASM });
  try {
    const { frames } = decoder.decode(byteStream(configuration, data));
    const [frame] = frames;
    if (!frame || frames.length !== 1) throw new RangeError('A tile is no picture.');
    return frame;
  } finally {
    decoder.destroy();
  }
}

const START_CODE = Buffer.from([0, 0, 0, 1]);

/** NAL units with start codes (ITU-T H.265 annex B) in place of the lengths that a file has before them. */
function byteStream(configuration: Buffer, data: Buffer): Buffer {
  const units = [...parameterSets(configuration), ...unitsOf(data, ((configuration[21] ?? 0) & 3) + 1)];
  return Buffer.concat(units.flatMap((unit) => [START_CODE, unit]));
}

function parameterSets(configuration: Buffer): Buffer[] {
  const units: Buffer[] = [];
  let at = 23;
  for (let arrays = configuration.readUInt8(22); arrays > 0; arrays--) {
    const count = configuration.readUInt16BE(at + 1);
    at += 3;
    for (let unit = 0; unit < count; unit++) {
      const length = configuration.readUInt16BE(at);
      units.push(taken(configuration, at + 2, length));
      at += 2 + length;
    }
  }
  return units;
}

function unitsOf(data: Buffer, lengthSize: number): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at < data.length; ) {
    const length = data.readUIntBE(at, lengthSize);
    units.push(taken(data, at + lengthSize, length));
    at += lengthSize + length;
  }
  return units;
}

function taken(bytes: Buffer, at: number, length: number): Buffer {
  if (at + length > bytes.length) throw new RangeError('A unit does not fit.');
  return bytes.subarray(at, at + length);
}

/** Weights of red and blue in brightness, by matrix coefficients (ITU-T H.273 table 4); telephones write 1, 5 and 6. */
const WEIGHTS: Record<number, readonly [red: number, blue: number]> = {
  1: [0.2126, 0.0722],
  9: [0.2627, 0.0593],
};
const BT_601 = [0.299, 0.114] as const;

/** Converts a tile to RGB and puts it in its place; what reaches over the edge of the picture is left out. */
function paint(pixels: Buffer, heif: HeifPicture, frame: HEVCFrame, place: { x: number; y: number }): void {
  const { y: luma, cb, cr, width, chromaWidth, bitDepth } = frame;
  const [red, blue] = WEIGHTS[heif.matrix ?? 0] ?? BT_601;
  const shift = bitDepth - 8;
  const across = chromaWidth > 0 && chromaWidth < width ? 1 : 0;
  const down = frame.chromaHeight > 0 && frame.chromaHeight < frame.height ? 1 : 0;
  const [scale, offset] = heif.fullRange ? [1, 0] : [255 / 219, 16];
  const chromaScale = heif.fullRange ? 1 : 255 / 224;
  const [toRed, toBlue] = [2 * (1 - red) * chromaScale, 2 * (1 - blue) * chromaScale];
  const green = 1 - red - blue;
  const columns = Math.min(width, heif.width - place.x);
  const rows = Math.min(frame.height, heif.height - place.y);
  for (let row = 0; row < rows; row++) {
    let at = ((place.y + row) * heif.width + place.x) * 3;
    for (let column = 0; column < columns; column++) {
      const bright = (((luma[row * width + column] ?? 0) >> shift) - offset) * scale;
      const chroma = (row >> down) * chromaWidth + (column >> across);
      const b = ((cb[chroma] ?? 128 << shift) >> shift) - 128;
      const r = ((cr[chroma] ?? 128 << shift) >> shift) - 128;
      pixels[at++] = clamped(bright + toRed * r);
      pixels[at++] = clamped(bright - (toRed * red * r + toBlue * blue * b) / green);
      pixels[at++] = clamped(bright + toBlue * b);
    }
  }
}

const clamped = (value: number) => Math.min(255, Math.max(0, value));
