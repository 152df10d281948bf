import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { heicGrid, heicPhoto } from './heic-photo.ts';
import { blankPng, gzipBomb, type HostileFile, pngWithTextBomb, SVG, zipBomb } from './hostile-files.ts';
import { hostilePdfs } from './hostile-pdfs.ts';

const CORRUPT = /^PICTURE_CORRUPT$/;
const UNSUPPORTED = /^PICTURE_FORMAT_UNSUPPORTED$/;
const TOO_MANY = /^PICTURE_TOO_MANY_PIXELS$/;
const ACCEPTED = /^accepted$/;
const CORRUPT_OR_UNSUPPORTED = /^PICTURE_(CORRUPT|FORMAT_UNSUPPORTED)$/;

/** Small and almost plain: strong noise would keep the text engine busy for as long as it may, in every file. */
const photo = (width = 400, height = 300) => {
  const noise = { type: 'gaussian', mean: 128, sigma: 2 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#888888', noise } });
};
const cut = (bytes: Buffer, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));
const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** Writes numbers over a file, from a place on. */
function patched(bytes: Buffer, at: number, values: readonly number[]): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(values, at);
  return copy;
}

/** Where the frame header of a JPEG begins (ITU-T T.81 section B.2.2); height and width stand 5 bytes on. */
function frameAt(jpeg: Buffer): number {
  for (const marker of [0xc0, 0xc2]) {
    const at = jpeg.indexOf(Buffer.from([0xff, marker]));
    if (at > 0) return at;
  }
  throw new RangeError('The file has no frame.');
}

/** A JPEG that says of itself that it has that many pixels. */
const claiming = (jpeg: Buffer, width: number, height: number) =>
  patched(jpeg, frameAt(jpeg) + 5, [height >> 8, height & 255, width >> 8, width & 255]);

/** A progressive JPEG whose last scan comes again and again. */
function manyScans(jpeg: Buffer, times: number): Buffer {
  const last = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = jpeg.subarray(last, jpeg.length - 2);
  return Buffer.concat([
    jpeg.subarray(0, -2),
    ...Array.from({ length: times }, () => scan),
    jpeg.subarray(-2),
  ]);
}

/** Puts segments of an application marker behind the beginning of a JPEG. */
function withSegments(jpeg: Buffer, marker: number, bodies: readonly Buffer[]): Buffer {
  const segments = bodies.map((body) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return Buffer.concat([head, body]);
  });
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([latin1(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A PNG with any header and any data, right check sums included. */
function png(width: number, height: number, data: Buffer, extra: readonly Buffer[] = [], depth = 8): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, 0, 0, 0, 0], 8);
  return Buffer.concat([
    latin1('\x89PNG\r\n\x1a\n'),
    pngChunk('IHDR', header),
    ...extra,
    pngChunk('IDAT', data),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** An animated PNG of many frames, each the whole picture. */
function animatedPng(frames: number): Buffer {
  const side = 400;
  const rows = deflateSync(Buffer.alloc((side + 1) * side));
  const control = (sequence: number) => {
    const body = Buffer.alloc(26);
    for (const [index, value] of [sequence, side, side].entries()) body.writeUInt32BE(value, index * 4);
    return pngChunk('fcTL', body);
  };
  const count = Buffer.alloc(8);
  count.writeUInt32BE(frames, 0);
  const more = Array.from({ length: frames }, (_, index) => {
    const sequence = Buffer.alloc(4);
    sequence.writeUInt32BE(index * 2 + 2);
    return [control(index * 2 + 1), pngChunk('fdAT', Buffer.concat([sequence, rows]))];
  }).flat();
  return png(side, side, rows, [pngChunk('acTL', count), control(0), ...more]);
}

/** A WebP (VP8L) whose header claims 16383 by 16383 pixels. */
function webpBomb(): Buffer {
  const body = Buffer.from([0x2f, 0xff, 0xff, 0xff, 0x0f, 0x07, 0, 0]);
  const riff = Buffer.alloc(20);
  riff.write('RIFF', 0);
  riff.writeUInt32LE(body.length + 12, 4);
  riff.write('WEBPVP8L', 8);
  riff.writeUInt32LE(body.length, 16);
  return Buffer.concat([riff, body]);
}

/** An AVIF that claims a larger picture than it holds. */
function claimingAvif(avif: Buffer, side: number): Buffer {
  const at = avif.indexOf('ispe', 0, 'latin1') + 8;
  const copy = Buffer.from(avif);
  copy.writeUInt32BE(side, at);
  copy.writeUInt32BE(side, at + 4);
  return copy;
}

/** Files that a stranger could send, made here so that none has to be kept. Each call makes them anew. */
export function hostileFiles(): Record<string, HostileFile> {
  const jpeg = () => photo().jpeg().toBuffer();
  const avif = () => photo(400, 300).avif({ effort: 0 }).toBuffer();
  const webp = () => photo().webp().toBuffer();
  const truncated = Object.fromEntries(
    [0.001, 0.02, 0.3, 0.9, 0.999].map((share) => [
      `a JPEG that ends after ${share * 100} %`,
      { make: async () => cut(await jpeg(), share), expected: CORRUPT_OR_UNSUPPORTED },
    ]),
  );
  return {
    ...truncated,
    'a PNG that ends in the middle': {
      make: async () => cut(await photo().png().toBuffer(), 0.5),
      expected: CORRUPT,
    },
    'a WebP that ends in the middle': { make: async () => cut(await webp(), 0.5), expected: CORRUPT },
    'an AVIF that ends in the middle': { make: async () => cut(await avif(), 0.5), expected: CORRUPT },
    'a HEIC that ends in the middle': { make: () => cut(heicPhoto(), 0.5), expected: CORRUPT },
    'a JPEG of 65000 by 65000 pixels': {
      make: async () => claiming(await jpeg(), 65_000, 65_000),
      expected: TOO_MANY,
    },
    'a JPEG that claims more rows than it has': {
      make: async () => claiming(await jpeg(), 400, 3000),
      expected: /^(accepted|PICTURE_CORRUPT)$/,
    },
    'a JPEG that claims no pixels': { make: async () => claiming(await jpeg(), 0, 0), expected: CORRUPT },
    'a JPEG with thousands of scans': {
      make: async () => manyScans(await photo(160, 160).blur(8).jpeg({ progressive: true }).toBuffer(), 5000),
      expected: /^(accepted|PICTURE_CORRUPT|VisionTimeoutError)$/,
    },
    'a JPEG with megabytes of EXIF': {
      make: async () =>
        withSegments(
          await jpeg(),
          0xe1,
          Array.from({ length: 100 }, () => Buffer.concat([latin1('Exif\0\0'), Buffer.alloc(65_000, 7)])),
        ),
      expected: ACCEPTED,
    },
    'a JPEG whose colour profile is a bomb': {
      make: async () =>
        withSegments(
          await jpeg(),
          0xe2,
          Array.from({ length: 200 }, (_, index) =>
            Buffer.concat([
              latin1('ICC_PROFILE\0'),
              Buffer.from([index + 1, 200]),
              Buffer.alloc(65_000, 0xff),
            ]),
          ),
        ),
      expected: ACCEPTED,
    },
    'a JPEG of noise behind its head': {
      make: async () => {
        const bytes = await jpeg();
        return Buffer.concat([bytes.subarray(0, frameAt(bytes)), Buffer.alloc(50_000, 0xa5)]);
      },
      expected: CORRUPT,
    },
    'a JPEG with a page of HTML behind its end': {
      make: async () => Buffer.concat([await jpeg(), latin1('<script>alert(1)</script>')]),
      expected: ACCEPTED,
    },
    'a JPEG with an archive behind its end': {
      make: async () => Buffer.concat([await jpeg(), zipBomb(20)]),
      expected: ACCEPTED,
    },
    'an SVG that begins like a JPEG': {
      make: () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), SVG]),
      expected: CORRUPT,
    },
    'a PNG of 30000 by 30000 pixels': { make: () => blankPng(30_000), expected: TOO_MANY },
    'a PNG that claims two thousand million columns': {
      make: () => png(0x7fffffff, 0x7fffffff, deflateSync(Buffer.alloc(10))),
      expected: /^PICTURE_(TOO_MANY_PIXELS|CORRUPT)$/,
    },
    'a PNG whose pixels open to far more than it shows': {
      make: () => png(400, 400, deflateSync(Buffer.alloc(200 * 1024 * 1024))),
      expected: /^(accepted|PICTURE_CORRUPT)$/,
    },
    'a PNG whose comment is a bomb': {
      make: () => pngWithTextBomb(300),
      expected: /^(accepted|PICTURE_CORRUPT)$/,
    },
    'a PNG that moves for a thousand frames': {
      make: () => animatedPng(1000),
      expected: /^(accepted|PICTURE_CORRUPT)$/,
    },
    'a PNG with a depth that there is not': {
      make: () => png(400, 400, deflateSync(Buffer.alloc(160_400)), [], 7),
      expected: CORRUPT,
    },
    'a PNG one pixel high': {
      make: () => png(8000, 1, deflateSync(Buffer.alloc(8001))),
      expected: /^PICTURE_TOO_SMALL$/,
    },
    'a WebP that claims 16383 by 16383 pixels': {
      make: webpBomb,
      expected: /^PICTURE_(TOO_MANY_PIXELS|CORRUPT)$/,
    },
    'an AVIF that claims 30000 by 30000 pixels': {
      make: async () => claimingAvif(await avif(), 30_000),
      expected: /^PICTURE_(TOO_MANY_PIXELS|CORRUPT)$/,
    },
    'an AVIF that claims no pixels': { make: async () => claimingAvif(await avif(), 0), expected: CORRUPT },
    'a HEIC in an AVIF brand': {
      make: () => {
        const bytes = heicPhoto();
        bytes.write('avif', 8);
        return bytes;
      },
      expected: CORRUPT_OR_UNSUPPORTED,
    },
    'a HEIC grid of 60000 by 60000 pixels': {
      make: () => heicGrid({ columns: 1, rows: 1, width: 60_000, height: 60_000 }),
      expected: TOO_MANY,
    },
    'a HEIC grid that lacks its tiles': {
      make: () => heicGrid({ columns: 8, rows: 8, width: 1280, height: 960, missing: 63 }),
      expected: CORRUPT,
    },
    'a HEIC grid that its tiles do not fill': {
      make: () => heicGrid({ columns: 2, rows: 2, width: 6000, height: 6000 }),
      expected: CORRUPT,
    },
    'a HEIC of boxes without end': {
      make: () =>
        Buffer.concat([
          latin1('\0\0\0\x18ftypheic\0\0\0\0mif1heic'),
          ...Array.from({ length: 50_000 }, () => latin1('\0\0\0\x08free')),
        ]),
      expected: CORRUPT,
    },
    'a HEIC whose box is longer than the file': {
      make: () => patched(heicPhoto(), 0x1c, [0x7f, 0xff, 0xff, 0xff]),
      expected: CORRUPT,
    },
    'a HEIC whose picture is noise': {
      make: () => {
        const bytes = heicPhoto();
        bytes.fill(0xa5, 0x180);
        return bytes;
      },
      expected: /^(accepted|PICTURE_CORRUPT)$/,
    },
    'a HEIC whose stream sizes are absurd': {
      make: () => {
        const bytes = heicPhoto();
        bytes.fill(0xff, 0xee, 0x108);
        return bytes;
      },
      expected: CORRUPT,
    },
    'an SVG': { make: () => SVG, expected: UNSUPPORTED },
    'an archive that is a bomb': { make: () => zipBomb(100), expected: UNSUPPORTED },
    'a gzip bomb': { make: () => gzipBomb(100), expected: UNSUPPORTED },
    'a page of HTML': {
      make: () => latin1('<!doctype html><img src=file:///etc/passwd>'),
      expected: UNSUPPORTED,
    },
    'a TIFF': { make: () => photo().tiff().toBuffer(), expected: UNSUPPORTED },
    'a GIF': { make: () => photo().gif().toBuffer(), expected: UNSUPPORTED },
    zeros: { make: () => Buffer.alloc(100_000), expected: UNSUPPORTED },
    'inks of print': {
      make: () => photo().blur(4).toColourspace('cmyk').jpeg().toBuffer(),
      expected: ACCEPTED,
    },
    'sixteen bits a channel': {
      make: () => photo().toColourspace('rgb16').png().toBuffer(),
      expected: ACCEPTED,
    },
    ...hostilePdfs(),
  };
}
