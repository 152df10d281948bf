/** Long side, in pixels, of the copy that is measured; smaller pictures are measured as they are. */
export const MEASURED_SIDE = 1000;

/** Brightness of a picture, a byte a pixel, row by row. */
export interface GreyPixels {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** A light blur, so that noise of the sensor is not taken for sharpness: 1 2 1 in both directions. */
export function smoothed({ pixels, width, height }: GreyPixels): GreyPixels {
  const rows = new Uint16Array(width * height);
  for (let y = 0; y < height; y++) {
    const end = (y + 1) * width - 1;
    let before = pixels[y * width] ?? 0;
    let here = before;
    for (let at = y * width; at <= end; at++) {
      const after = at < end ? (pixels[at + 1] ?? 0) : here;
      rows[at] = before + 2 * here + after;
      before = here;
      here = after;
    }
  }
  const result = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const above = Math.max(0, y - 1) * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const sum = (rows[above + x] ?? 0) + 2 * (rows[y * width + x] ?? 0) + (rows[below + x] ?? 0);
      result[y * width + x] = sum >> 4;
    }
  }
  return { pixels: result, width, height };
}

/** The same picture on its side. */
export function turned({ pixels, width, height }: GreyPixels): GreyPixels {
  const result = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) result[x * height + y] = pixels[y * width + x] ?? 0;
  }
  return { pixels: result, width: height, height: width };
}

/** The largest middle part of the picture, turned; by the nearest pixel, and 0 where it has none. */
export function rotated({ pixels, width, height }: GreyPixels, degrees: number): GreyPixels {
  const side = Math.floor(Math.min(width, height));
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const result = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [dx, dy] = [x - side / 2, y - side / 2];
      const fromX = Math.round(width / 2 + dx * cosine - dy * sine);
      const fromY = Math.round(height / 2 + dx * sine + dy * cosine);
      const inside = fromX >= 0 && fromY >= 0 && fromX < width && fromY < height;
      result[y * side + x] = inside ? (pixels[fromY * width + fromX] ?? 0) : 0;
    }
  }
  return { pixels: result, width: side, height: side };
}

/** What lies at this share of the values, in their order; 0 where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
