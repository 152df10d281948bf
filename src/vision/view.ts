import sharp from 'sharp';
import type { Box } from '../domain/text-lines.ts';
import { type GreyImage, type Point, type Quad, quarterTurn, resizeGrey, straighten } from './grey-image.ts';
import { DECODING } from './loaders.ts';

/** A picture made from another, and the way from its points back to the upright picture at its full size. */
export interface View {
  image: GreyImage;
  toPicture: (point: Point) => Point;
}

/** Width in pixels of the upright picture at its full size, which a decoded one may be smaller than. */
export async function fullWidth(bytes: Uint8Array): Promise<number> {
  const { width, autoOrient } = await sharp(bytes, DECODING).metadata();
  return autoOrient?.width ?? width;
}

/** The view of a decoded picture, given the width of the picture at its full size. */
export function viewOf(image: GreyImage, width: number): View {
  const scale = width / image.width;
  return { image, toPicture: ({ x, y }) => ({ x: x * scale, y: y * scale }) };
}

/** The same in another width; the height follows. */
export async function resizeView({ image, toPicture }: View, width: number): Promise<View> {
  const resized = await resizeGrey(image, width);
  const across = image.width / resized.width;
  const down = image.height / resized.height;
  return { image: resized, toPicture: ({ x, y }) => toPicture({ x: x * across, y: y * down }) };
}

/** Turned clockwise by quarters, none to three. */
export function turnView(view: View, quarters: number): View {
  if (quarters === 0) return view;
  const { image, toPicture } = turnView(view, quarters - 1);
  return { image: quarterTurn(image), toPicture: ({ x, y }) => toPicture({ x: y, y: image.height - x }) };
}

/** An area of a view, straightened to the given size. */
export function straightenView({ image, toPicture }: View, quad: Quad, width: number, height: number): View {
  const between = (a: Point, b: Point, share: number): Point => ({
    x: a.x + (b.x - a.x) * share,
    y: a.y + (b.y - a.y) * share,
  });
  const back = ({ x, y }: Point): Point => {
    const start = between(quad.topLeft, quad.bottomLeft, y / height);
    const end = between(quad.topRight, quad.bottomRight, y / height);
    return toPicture(between(start, end, x / width));
  };
  return { image: straighten(image, quad, width, height), toPicture: back };
}

/** Where a point of a view lies in an area of it that was straightened to the given size: the inverse of what does that. */
export function pointInQuad(quad: Quad, width: number, height: number, point: Point): Point {
  const { topLeft, topRight, bottomLeft, bottomRight } = quad;
  let [u, v] = [0.5, 0.5];
  // Newton's steps: areas of print are nearly parallelograms, for which the first one is exact.
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const at = (axis: 'x' | 'y') => {
      const [a, b, c, d] = [topLeft[axis], topRight[axis], bottomLeft[axis], bottomRight[axis]];
      const off = a + (b - a) * u + (c - a) * v + (a - b - c + d) * u * v - point[axis];
      return { off, alongU: b - a + (a - b - c + d) * v, alongV: c - a + (a - b - c + d) * u };
    };
    const [x, y] = [at('x'), at('y')];
    const area = x.alongU * y.alongV - x.alongV * y.alongU;
    if (area === 0) break;
    u -= (x.off * y.alongV - y.off * x.alongV) / area;
    v -= (y.off * x.alongU - x.off * y.alongU) / area;
  }
  return { x: u * width, y: v * height };
}

const NEWTON_STEPS = 4;

/** A box of a view as a box of such an area. Its sides go through the middles of the sides that it had. */
export function boxInQuad(quad: Quad, width: number, height: number, box: Box): Box {
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const there = (point: Point) => pointInQuad(quad, width, height, point);
  return {
    left: there({ x: box.left, y }).x,
    top: there({ x, y: box.top }).y,
    right: there({ x: box.right, y }).x,
    bottom: there({ x, y: box.bottom }).y,
  };
}

/** The area around points of a view, in whole pixels of the full-size picture. */
export function boxAround(view: View, points: readonly Point[]): Box {
  const there = points.map(view.toPicture);
  const xs = there.map(({ x }) => x);
  const ys = there.map(({ y }) => y);
  return {
    left: Math.max(0, Math.floor(Math.min(...xs))),
    top: Math.max(0, Math.floor(Math.min(...ys))),
    right: Math.ceil(Math.max(...xs)),
    bottom: Math.ceil(Math.max(...ys)),
  };
}

/** A box of a view as a box of the full-size picture. */
export function boxInPicture(view: View, { left, top, right, bottom }: Box): Box {
  const corners = [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
  return boxAround(view, corners);
}
