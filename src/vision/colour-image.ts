import sharp, { type Sharp } from 'sharp';
import type { Box } from '../domain/text-lines.ts';
import { withoutHeic } from './heic.ts';
import { DECODING } from './loaders.ts';

/** Pixels in rows, three bytes each: red, green, blue. */
export interface ColourImage {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** The long side, in pixels, at which a selfie is looked at: its face fills much of it. */
const SELFIE_SIDE = 1000;

/** A selfie, upright. Undefined where it cannot be decoded. */
export function openSelfie(bytes: Uint8Array): Promise<ColourImage | undefined> {
  return openColour(bytes, SELFIE_SIDE);
}

/** A picture of any kind, upright, its long side at most `side` pixels. Undefined where it cannot be decoded. */
export async function openColour(bytes: Uint8Array, side: number): Promise<ColourImage | undefined> {
  try {
    const picture = sharp(await withoutHeic(bytes), DECODING).rotate();
    return await rawOf(
      picture.resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true }),
    );
  } catch {
    // Whatever a decoder says of a stranger's file, it is one that shows nothing.
    return undefined;
  }
}

/** Turned clockwise by quarters. */
export function turnColour(image: ColourImage, quarters: number): Promise<ColourImage> {
  return rawOf(sharpOf(image).rotate(quarters * 90));
}

/** A part of an image as a JPEG, without anything of the file that it came from. */
export function cutOut(image: ColourImage, { left, top, right, bottom }: Box, side: number): Promise<Buffer> {
  return sharpOf(image)
    .extract({ left, top, width: right - left, height: bottom - top })
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 88 })
    .toBuffer();
}

const sharpOf = ({ width, height, pixels }: ColourImage) =>
  sharp(pixels, { raw: { width, height, channels: 3 } });

async function rawOf(picture: Sharp): Promise<ColourImage> {
  const { data, info } = await picture
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}
