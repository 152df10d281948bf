import sharp from 'sharp';
import { DECODING } from './loaders.ts';

/** Long side of the picture that is read, in pixels. */
export const READING_SIDE = 2600;

/** One byte a pixel, 0 is black, rows from the top. */
export interface GreyImage {
  width: number;
  height: number;
  pixels: Uint8Array;
}

export interface Point {
  x: number;
  y: number;
}

/** A four-sided area of a picture; its sides need not be parallel to the picture's. */
export interface Quad {
  topLeft: Point;
  topRight: Point;
  bottomRight: Point;
  bottomLeft: Point;
}

/** Decodes a picture the right way up, at most `maxSide` pixels long. Rejects where it cannot be decoded. */
export async function decodeGrey(bytes: Uint8Array, maxSide: number): Promise<GreyImage> {
  const { data, info } = await sharp(bytes, DECODING)
    .rotate()
    .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('b-w')
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}

const asSharp = ({ width, height, pixels }: GreyImage) =>
  sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w');

/** The picture in another size; the height follows the width unless it is given. */
export async function resizeGrey(image: GreyImage, width: number, height?: number): Promise<GreyImage> {
  const rows = height ?? Math.max(1, Math.round((image.height * width) / image.width));
  const pixels = await asSharp(image).resize(width, rows, { fit: 'fill' }).extractChannel(0).raw().toBuffer();
  return { width, height: rows, pixels };
}

/** Edges made steeper again, `sigma` pixels wide. */
export async function sharpenGrey(image: GreyImage, sigma: number): Promise<GreyImage> {
  const pixels = await asSharp(image).sharpen({ sigma }).extractChannel(0).raw().toBuffer();
  return { ...image, pixels };
}

export function greyToPng(image: GreyImage): Promise<Buffer> {
  return asSharp(image).png({ compressionLevel: 1 }).toBuffer();
}

/** The picture turned clockwise by a quarter. */
export function quarterTurn({ width, height, pixels }: GreyImage): GreyImage {
  const turned = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[x * height + (height - 1 - y)] = pixels[y * width + x] ?? 0;
  }
  return { width: height, height: width, pixels: turned };
}

/** The grey between pixels; beyond the edge, the edge goes on. */
export function greyAt(image: GreyImage, x: number, y: number): number {
  const column = Math.min(Math.max(x, 0), image.width - 1.001);
  const row = Math.min(Math.max(y, 0), image.height - 1.001);
  return greyBetween(image, column, row);
}

/** The same for a place that is within the picture. */
function greyBetween({ width, pixels }: GreyImage, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = x - left;
  const down = y - top;
  const at = top * width + left;
  const upper = (pixels[at] ?? 0) * (1 - right) + (pixels[at + 1] ?? 0) * right;
  const lower = (pixels[at + width] ?? 0) * (1 - right) + (pixels[at + width + 1] ?? 0) * right;
  return upper * (1 - down) + lower * down;
}

const between = (a: Point, b: Point, share: number): Point => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

/** Straightens an area to a picture of the given size; beyond the edge of the picture, the edge goes on. */
export function straighten(image: GreyImage, quad: Quad, width: number, height: number): GreyImage {
  const pixels = new Uint8Array(width * height);
  const [mostX, mostY] = [image.width - 1.001, image.height - 1.001];
  for (let row = 0; row < height; row++) {
    const start = between(quad.topLeft, quad.bottomLeft, (row + 0.5) / height);
    const end = between(quad.topRight, quad.bottomRight, (row + 0.5) / height);
    const [across, down] = [end.x - start.x, end.y - start.y];
    for (let column = 0; column < width; column++) {
      const share = (column + 0.5) / width;
      const x = Math.min(Math.max(start.x + across * share, 0), mostX);
      const y = Math.min(Math.max(start.y + down * share, 0), mostY);
      pixels[row * width + column] = greyBetween(image, x, y);
    }
  }
  return { width, height, pixels };
}
