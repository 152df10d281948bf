import sharp, { type SharpOptions } from 'sharp';

/** Decoding 40 million pixels takes a fraction of a second; a bomb of 900 million would take the machine. */
export const MAX_PIXELS = 40_000_000;

/**
 * How every stranger's picture is decoded. Truncation is an error; mere warnings are not, since some telephones write
 * headers that libjpeg frowns upon.
 */
export const DECODING: SharpOptions = { limitInputPixels: MAX_PIXELS, failOn: 'error' };

/**
 * Turns off every picture loader but those of JPEG, PNG, WebP and AVIF, and bounds what one process uses. It holds for the
 * whole process, so only a vision child calls it: whoever draws SVG must do so elsewhere.
 */
export function allowPicturesOnly(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: [
      'VipsForeignLoadJpegBuffer',
      'VipsForeignLoadPngBuffer',
      'VipsForeignLoadWebpBuffer',
      'VipsForeignLoadHeifBuffer',
    ],
  });
  sharp.cache(false);
  sharp.concurrency(1);
}
