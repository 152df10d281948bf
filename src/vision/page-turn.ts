import sharp from 'sharp';
import type { Box } from '../domain/text-lines.ts';
import { type GreyImage, resizeGrey } from './grey-image.ts';

/** A picture turned by any angle, and the way back from its places to those of the picture before. */
export interface TurnedPage {
  image: GreyImage;
  /** The box around a place, in pixels of the picture as it was. */
  back(box: Box): Box;
}

/** Lines that hang by more than this are no photograph of a sheet that somebody tried to hold straight. */
const MAX_SLANT = 16;
const PROBE_SIDE = 700;

/** Turns a picture clockwise by `degrees`; the corners that come from outside are as light as paper. */
export async function turnPage(image: GreyImage, degrees: number): Promise<TurnedPage> {
  if (degrees === 0) return { image, back: (box) => box };
  const { data, info } = await sharp(image.pixels, {
    raw: { width: image.width, height: image.height, channels: 1 },
  })
    .toColourspace('b-w')
    .rotate(degrees, { background: '#ffffff' })
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const turned = { width: info.width, height: info.height, pixels: data };
  return { image: turned, back: (box) => boxBack(box, image, turned, degrees) };
}

function boxBack({ left, top, right, bottom }: Box, from: GreyImage, to: GreyImage, degrees: number): Box {
  const angle = (-degrees * Math.PI) / 180;
  const corners = [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ].map(([x = 0, y = 0]) => {
    const dx = x - to.width / 2;
    const dy = y - to.height / 2;
    return {
      x: from.width / 2 + dx * Math.cos(angle) - dy * Math.sin(angle),
      y: from.height / 2 + dx * Math.sin(angle) + dy * Math.cos(angle),
    };
  });
  const xs = corners.map((corner) => corner.x);
  const ys = corners.map((corner) => corner.y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/**
 * How far a sheet must be turned clockwise, in degrees, for its lines to lie level: its slant, and a quarter where the
 * lines stand upright. Whether it stands on its head cannot be told so.
 */
export async function levelAngle(image: GreyImage): Promise<number> {
  const scale = PROBE_SIDE / Math.max(image.width, image.height);
  const small = scale < 1 ? await resizeGrey(image, Math.round(image.width * scale)) : image;
  const ink = inkOf(small);
  const level = bestSlant(ink, false);
  const upright = bestSlant(ink, true);
  return upright.sharpness > 1.25 * level.sharpness ? 90 + upright.degrees : level.degrees;
}

/** Places of ink on a picture of a size. */
export interface Ink {
  xs: Int16Array;
  ys: Int16Array;
  width: number;
  height: number;
}

const REACH = 8;
const INK = 0.82;

/**
 * The pixels with something much lighter on all four sides: print, and not shadows, the table or the edge of the sheet,
 * whose long straight sides would speak louder than all lines.
 */
export function inkOf({ width, height, pixels }: GreyImage): Ink {
  const xs: number[] = [];
  const ys: number[] = [];
  const lightest = (at: number, step: number) => {
    let most = 0;
    for (let count = 1; count <= REACH; count++) most = Math.max(most, pixels[at + count * step] ?? 0);
    return most;
  };
  for (let y = REACH; y < height - REACH; y++) {
    for (let x = REACH; x < width - REACH; x++) {
      const at = y * width + x;
      const around = Math.min(lightest(at, 1), lightest(at, -1), lightest(at, width), lightest(at, -width));
      if ((pixels[at] ?? 0) >= INK * around) continue;
      xs.push(x);
      ys.push(y);
    }
  }
  return { xs: Int16Array.from(xs), ys: Int16Array.from(ys), width, height };
}

/** The slant at which rows of ink and rows of paper are told apart best: first by whole degrees, then by tenths. */
export function bestSlant(
  ink: Ink,
  upright: boolean,
  most = MAX_SLANT,
): { degrees: number; sharpness: number } {
  let best = { degrees: 0, sharpness: sharpnessAt(ink, 0, upright) };
  const search = (from: number, to: number, step: number) => {
    for (let degrees = from; degrees <= to; degrees += step) {
      const sharpness = sharpnessAt(ink, degrees, upright);
      if (sharpness > best.sharpness) best = { degrees, sharpness };
    }
  };
  search(-most, most, 1);
  search(best.degrees - 0.8, best.degrees + 0.8, 0.2);
  return { degrees: Math.round(best.degrees * 10) / 10, sharpness: best.sharpness };
}

/** The sum of the squared differences of neighbouring rows, once the ink is turned by `degrees`. */
function sharpnessAt({ xs, ys, width, height }: Ink, degrees: number, upright: boolean): number {
  const slope = Math.tan((degrees * Math.PI) / 180);
  const long = upright ? width : height;
  const margin = Math.ceil((upright ? height : width) * Math.abs(slope)) + 1;
  const rows = new Float64Array(long + 2 * margin + 2);
  for (let index = 0; index < xs.length; index++) {
    const x = xs[index] ?? 0;
    const y = ys[index] ?? 0;
    const row = Math.round(upright ? x - y * slope : y + x * slope) + margin;
    rows[row] = (rows[row] ?? 0) + 1;
  }
  let sum = 0;
  for (let row = 1; row < rows.length; row++) sum += ((rows[row] ?? 0) - (rows[row - 1] ?? 0)) ** 2;
  return sum;
}
