import type { TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';

/** One sign of a word: its darkness, 0 to 255, row by row, at a height of {@link HEIGHT} and a width that follows. */
export interface SignInk {
  ink: Float32Array;
}

/** Pixels of the raster that signs are compared in, and how far they are moved against each other. */
const HEIGHT = 24;
const WIDTH = 36;
const SHIFTS = [-2, -1, 0, 1, 2];
const RISES = [-1, 0, 1];
/** Shares of the darkest column up to which a column counts as the gap between two signs. */
const GAPS = [0.06, 0.1, 0.15, 0.2, 0.27, 0.35];
/** The same of the darkest row, above and below a sign. */
const EDGE = 0.12;
/** White beside a word, in shares of its height. */
const BESIDE = 0.12;

interface Span {
  from: number;
  to: number;
}

/** The signs of a word, parted by the white between them; undefined where they do not come apart into as many as were read. */
export function signInks(page: GreyImage, { text, box }: TextWord): SignInk[] | undefined {
  const margin = Math.round(BESIDE * (box.bottom - box.top));
  const left = Math.max(0, Math.round(box.left) - margin);
  const right = Math.min(page.width, Math.round(box.right) + margin);
  const top = Math.max(0, Math.round(box.top) - 2);
  const bottom = Math.min(page.height, Math.round(box.bottom) + 2);
  const columns = sums(right - left, bottom - top, (x, y) => darkness(page, left + x, top + y));
  for (const gap of GAPS) {
    const spans = spansOver(columns, gap);
    if (spans.length !== [...text].length || !spans.every((span) => isSign(span, spans))) continue;
    return spans.map(({ from, to }) => signAt(page, { left: left + from, right: left + to, top, bottom }));
  }
  return undefined;
}

/** Two signs that hang together are wider than one is; a W is not so much wider than the others. */
const isSign = ({ from, to }: Span, all: readonly Span[]) => {
  const widths = all.map((span) => span.to - span.from).sort((a, b) => a - b);
  return to - from < WIDEST * (widths[Math.floor(widths.length / 2)] ?? 0);
};
const WIDEST = 1.9;

/** What is lighter is a pattern or noise of the paper. */
const FAINT = 80;

function darkness({ width, pixels }: GreyImage, x: number, y: number): number {
  const dark = 255 - (pixels[y * width + x] ?? 255);
  return dark < FAINT ? 0 : dark;
}

function sums(length: number, across: number, at: (along: number, across: number) => number): number[] {
  return Array.from({ length }, (_, along) => {
    let sum = 0;
    for (let other = 0; other < across; other++) sum += at(along, other);
    return sum;
  });
}

/** Runs that are darker than a share of the darkest place; specks of one pixel are none. */
function spansOver(darknesses: readonly number[], share: number): Span[] {
  const least = share * Math.max(...darknesses);
  const spans: Span[] = [];
  let from = -1;
  for (const [at, dark] of [...darknesses, 0].entries()) {
    if (dark > least && from < 0) from = at;
    if (dark <= least && from >= 0) {
      if (at - from > 1) spans.push({ from, to: at });
      from = -1;
    }
  }
  return spans;
}

function signAt(
  page: GreyImage,
  { left, right, top, bottom }: Record<'left' | 'right' | 'top' | 'bottom', number>,
) {
  const rows = sums(bottom - top, right - left, (y, x) => darkness(page, left + x, top + y));
  const spans = spansOver(rows, EDGE);
  const first = top + (spans[0]?.from ?? 0);
  const last = top + (spans.at(-1)?.to ?? bottom - top);
  const scale = (last - first) / HEIGHT;
  const middle = (left + right) / 2;
  const ink = new Float32Array(HEIGHT * WIDTH);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const column = Math.floor(middle + (x + 0.5 - WIDTH / 2) * scale);
      const inside = column >= left && column < right;
      ink[y * WIDTH + x] = inside ? darkness(page, column, Math.floor(first + (y + 0.5) * scale)) : 0;
    }
  }
  return { ink };
}

/** How alike two signs are, from 0 to 1: their correlation where they lie on each other best. */
export function likenessOf(one: SignInk, other: SignInk): number {
  let best = 0;
  for (const right of SHIFTS) {
    for (const down of RISES) best = Math.max(best, correlation(one.ink, other.ink, right, down));
  }
  return best;
}

function correlation(one: Float32Array, other: Float32Array, right: number, down: number): number {
  let [count, sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0, 0];
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const inside = x + right >= 0 && x + right < WIDTH && y + down >= 0 && y + down < HEIGHT;
      const a = one[y * WIDTH + x] ?? 0;
      const b = inside ? (other[(y + down) * WIDTH + x + right] ?? 0) : 0;
      count++;
      sumA += a;
      sumB += b;
      squareA += a * a;
      squareB += b * b;
      product += a * b;
    }
  }
  const spread = Math.sqrt((squareA - sumA ** 2 / count) * (squareB - sumB ** 2 / count));
  return spread === 0 ? 0 : (product - (sumA * sumB) / count) / spread;
}
