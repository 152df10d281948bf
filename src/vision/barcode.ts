import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader';
import { parseAamva } from '../domain/aamva.ts';
import type { BarcodeReading } from '../domain/reading.ts';
import { type GreyImage, sharpenGrey } from './grey-image.ts';
import { boxAround, resizeView, type View } from './view.ts';

export interface BarcodeReader {
  /** The barcode of a picture, whichever way up: a licence's where there are several; undefined where there is none. */
  read(view: View): Promise<BarcodeReading | undefined>;
}

/** Kept with every extraction. */
export const BARCODE_READER = 'zxing-wasm 3.1.4';

const OPTIONS: ReaderOptions = {
  formats: ['PDF417', 'QRCode'],
  tryHarder: true,
  tryRotate: true,
  tryInvert: false,
  tryDownscale: true,
  maxNumberOfSymbols: 4,
  // As written: no control characters made visible, which separate the elements of a licence.
  textMode: 'Plain',
};
/** Long sides to try, with how much to sharpen by (sigma in pixels): dense symbols want about five pixels a module. */
const TRIES = [
  { side: undefined, sharpen: 0 },
  { side: 2600, sharpen: 1.2 },
  { side: 3400, sharpen: 2 },
] as const;

/** Loads the engine from its package; its default would be to fetch it from a public server. */
export async function createBarcodeReader(): Promise<BarcodeReader> {
  const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const bytes = await readFile(file);
  const wasmBinary = Uint8Array.from(bytes).buffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  return { read: readFirst };
}

async function readFirst(view: View): Promise<BarcodeReading | undefined> {
  for (const { side, sharpen } of TRIES) {
    const longest = Math.max(view.image.width, view.image.height);
    const sized = side ? await resizeView(view, Math.round((view.image.width * side) / longest)) : view;
    const tried = sharpen ? { ...sized, image: await sharpenGrey(sized.image, sharpen) } : sized;
    const found = await readAll(tried);
    const [first] = found.sort((a, b) => Object.keys(b.fields).length - Object.keys(a.fields).length);
    if (first) return first;
  }
  return undefined;
}

async function readAll(view: View): Promise<BarcodeReading[]> {
  const symbols = await readBarcodes(asImageData(view.image), OPTIONS);
  return symbols.flatMap(({ isValid, format, text, position }) => {
    if (!isValid || (format !== 'PDF417' && format !== 'QRCode')) return [];
    const corners = [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft];
    const licence = format === 'PDF417' ? parseAamva(text) : undefined;
    return [{ symbology: format, text, fields: {}, ...licence, box: boxAround(view, corners) }];
  });
}

/** What the engine takes for a picture of the browser: four bytes a pixel. */
function asImageData({ width, height, pixels }: GreyImage) {
  const words = Uint32Array.from(pixels, (grey) => grey * 0x01010101);
  return { width, height, data: new Uint8ClampedArray(words.buffer), colorSpace: 'srgb' } as ImageData;
}
