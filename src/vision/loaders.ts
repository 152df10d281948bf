import sharp from 'sharp';

/**
 * Turns off every picture loader but those of JPEG, PNG and WebP, and bounds what one process uses. It holds for the
 * whole process, so only a vision child calls it: whoever draws SVG must do so elsewhere.
 */
export function allowPicturesOnly(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
  });
  sharp.cache(false);
  sharp.concurrency(1);
}
