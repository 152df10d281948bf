import type { Box } from '../domain/text-lines.ts';
import { type GreyImage, greyAt, resizeGrey } from './grey-image.ts';
import { bestSlant, type Ink, inkOf } from './page-turn.ts';

/** A picture whose lines were made level one by one, and the way back from its places to those of the picture before. */
export interface LevelledPage {
  image: GreyImage;
  back(box: Box): Box;
}

const PROBE_SIDE = 900;
/** The page is measured in so many bands, each so many shares of it high. */
const BANDS = 7;
const BAND_HEIGHT = 0.22;
/** Lines of a sheet that is seen from one side hang by no more than this, in degrees, once the sheet is turned level. */
const MAX_FAN = 6;
/** Less ink than this, in pixels of the probe, says nothing of a band. */
const MIN_INK = 150;

/** How lines hang: pixels down for each pixel along, in the middle of the page and more of it for each pixel down. */
interface Fan {
  middle: number;
  growth: number;
}

/**
 * Makes level the lines of a sheet that was seen from one side: they hang more at one end of it than at the other, which
 * no turn can mend, and lines that are not level are lost to the text engine word by word.
 */
export async function levelLines(image: GreyImage): Promise<LevelledPage> {
  const fan = await fanOf(image);
  const steepest = Math.abs(fan.middle) + Math.abs(fan.growth) * (image.height / 2);
  if (steepest < 0.003) return { image, back: (box) => box };
  const { width, height } = image;
  const dropAt = (x: number, y: number) => (fan.middle + fan.growth * (y - height / 2)) * (x - width / 2);
  const pixels = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) pixels[at] = greyAt(image, x, y + dropAt(x, y));
  }
  const back = ({ left, top, right, bottom }: Box): Box => ({
    left,
    right,
    top: Math.min(top + dropAt(left, top), top + dropAt(right, top)),
    bottom: Math.max(bottom + dropAt(left, bottom), bottom + dropAt(right, bottom)),
  });
  return { image: { width, height, pixels }, back };
}

/** A straight line through the slants of the bands, each as heavy as it has ink. */
async function fanOf(image: GreyImage): Promise<Fan> {
  const scale = Math.min(1, PROBE_SIDE / Math.max(image.width, image.height));
  const small = scale < 1 ? await resizeGrey(image, Math.round(image.width * scale)) : image;
  const ink = inkOf(small);
  const bands = Array.from({ length: BANDS }, (_, index) => {
    const middle = BAND_HEIGHT / 2 + ((1 - BAND_HEIGHT) * index) / (BANDS - 1);
    const part = inkBetween(
      ink,
      (middle - BAND_HEIGHT / 2) * small.height,
      (middle + BAND_HEIGHT / 2) * small.height,
    );
    // Turning clockwise mends what falls to the left: the slope is the other way round.
    const slope = -Math.tan((bestSlant(part, false, MAX_FAN).degrees * Math.PI) / 180);
    return { y: (middle - 0.5) * image.height, slope, weight: part.xs.length < MIN_INK ? 0 : part.xs.length };
  });
  return fitted(bands);
}

interface Band {
  y: number;
  slope: number;
  weight: number;
}

/** Least squares; once more without the bands that are far off, such as a picture or a signature. */
function fitted(bands: readonly Band[]): Fan {
  const first = lineThrough(bands);
  const near = bands.filter(({ y, slope }) => Math.abs(slope - first.middle - first.growth * y) < 0.02);
  return near.length >= 3 ? lineThrough(near) : { middle: 0, growth: 0 };
}

function lineThrough(bands: readonly Band[]): Fan {
  const sum = (of: (band: Band) => number) =>
    bands.reduce((total, band) => total + band.weight * of(band), 0);
  const weight = sum(() => 1);
  if (weight === 0) return { middle: 0, growth: 0 };
  const y = sum((band) => band.y) / weight;
  const slope = sum((band) => band.slope) / weight;
  const spread = sum((band) => (band.y - y) ** 2);
  const growth = spread === 0 ? 0 : sum((band) => (band.y - y) * (band.slope - slope)) / spread;
  return { middle: slope - growth * y, growth };
}

function inkBetween({ xs, ys, width, height }: Ink, top: number, bottom: number): Ink {
  const inside = Array.from(ys.keys()).filter(
    (index) => (ys[index] ?? 0) >= top && (ys[index] ?? 0) < bottom,
  );
  return {
    xs: Int16Array.from(inside, (index) => xs[index] ?? 0),
    ys: Int16Array.from(inside, (index) => ys[index] ?? 0),
    width,
    height,
  };
}
