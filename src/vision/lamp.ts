import { type Blocks, spread } from './grey-blocks.ts';
import type { GreyImage } from './grey-image.ts';
import { leastSquares } from './least-squares.ts';

/** Share of the paper's brightness that becomes black where no lamp is mirrored. */
export const BLACK = 0.4;
/**
 * Under a mirrored lamp ink is pale: its share of the paper's brightness there becomes black, with so much of the way to
 * white, since strokes are palest at their edges. What is paler than the other is none.
 */
const OF_THE_WAY = 0.3;
const PALEST = 0.91;
/** From here on paper is as bright as pixels can be; by so much a lamp makes it brighter than the light of the room does. */
const DAZZLED = 250;
const BRIGHTER = 22;
/** Blocks darker than this share of the brightest are no paper. */
const PAPER = 0.5;
/** What is so much brighter than the light of the room falls is of a lamp, and says nothing of that light. */
const OF_LAMP = 12;

/**
 * Block by block what is to become black, in 255ths of the paper's brightness; undefined where no lamp is mirrored. The
 * light of a room falls off evenly over a page, and so can make one side of it as bright as pixels are: under a lamp paper
 * is brighter than that.
 */
export function paleInk({ mean, darkest }: Blocks): GreyImage | undefined {
  // One bright pixel is noise: a block is dazzled where all of it is.
  const means = spread(mean, Math.max);
  if (!means.pixels.some((bright) => bright >= DAZZLED)) return undefined;
  const lightAt = roomLight(means);
  if (!lightAt) return undefined;
  const darks = spread(darkest, Math.min);
  let pale = false;
  const pixels = darks.pixels.map((dark, at) => {
    const bright = means.pixels[at] ?? 0;
    const share = dark / 255 + OF_THE_WAY * (1 - dark / 255);
    const print = bright >= DAZZLED && bright - lightAt(at) >= BRIGHTER && share > BLACK && share < PALEST;
    pale ||= print;
    return Math.round(255 * (print ? share : BLACK));
  });
  return pale ? { ...darks, pixels } : undefined;
}

/** How bright paper is by the light of the room, which falls off evenly; undefined where hardly any paper shows it. */
function roomLight({ width, pixels }: GreyImage): ((at: number) => number) | undefined {
  const most = pixels.reduce((brightest, one) => Math.max(brightest, one), 0);
  const terms = (at: number) => [1, at % width, Math.floor(at / width)];
  let light: ((at: number) => number) | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const equations = [];
    for (let at = 0; at < pixels.length; at += EACH) {
      const value = pixels[at] ?? 0;
      const ofRoom = value < DAZZLED && value > PAPER * most && !(light && value > light(at) + OF_LAMP);
      if (ofRoom) equations.push({ terms: terms(at), value });
    }
    if (equations.length < FEWEST) return undefined;
    const [even = 0, across = 0, down = 0] = leastSquares(3, equations);
    light = (at) => even + across * (at % width) + down * Math.floor(at / width);
  }
  return light;
}

/** Each round leaves out what is too bright for the light of the last; every fifth block is enough. */
const ROUNDS = 3;
const EACH = 5;
const FEWEST = 60;
