import sharp from 'sharp';
import {
  type ContentType,
  type Inspection,
  MAX_PICTURE_BYTES,
  type PictureFacts,
  type PictureRefusal,
} from '../domain/document.ts';
import type { PictureSubject } from '../domain/picture-quality.ts';
import { openSelfie } from './colour-image.ts';
import type { FaceEngine } from './face-engine.ts';
import { heicSize, openHeic } from './heic.ts';
import { DECODING, MAX_PIXELS } from './loaders.ts';
import { drawPdfPage, inspectPdf } from './pdf.ts';
import { formatOf } from './picture-format.ts';
import { lookAt } from './quality-look.ts';
import { MEASURED_SIDE } from './quality-pixels.ts';

/** Below this not even a machine-readable zone has the pixels to be read. */
export const MIN_SIDE = 120;

const FORMATS: Record<string, ContentType> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  heif: 'image/avif',
};

export interface Inspecting {
  subject: PictureSubject;
  /** Asked for only where a face is looked for. */
  faces: () => Promise<FaceEngine>;
}

/**
 * Says whether a picture is one that can be kept, and how well it can be read, or why not; of a selfie, whether it
 * shows a face. It is decoded to the last pixel, so that a file that broke off on its way is refused while its sender
 * can still send it again. Never rejects for a picture.
 */
export async function inspectPicture(bytes: Uint8Array, { subject, faces }: Inspecting): Promise<Inspection> {
  const inspection = await inspectFile(bytes);
  if (subject !== 'face' || !inspection.accepted || !inspection.look) return inspection;
  if (inspection.facts.contentType === 'application/pdf') return inspection;
  const engine = await faces();
  const faceWidth = await widthOfFace(bytes, engine);
  if (faceWidth === undefined) return refused('PICTURE_CORRUPT');
  return { ...inspection, look: { ...inspection.look, faceWidth } };
}

/** Undefined where the picture cannot be decoded. */
async function widthOfFace(bytes: Uint8Array, engine: FaceEngine): Promise<number | undefined> {
  const image = await openSelfie(bytes);
  return image && ((await engine.detect(image))[0]?.width ?? 0);
}

async function inspectFile(bytes: Uint8Array): Promise<Inspection> {
  if (bytes.length === 0) return refused('PICTURE_MISSING');
  if (bytes.length > MAX_PICTURE_BYTES) return refused('PICTURE_TOO_LARGE');
  const format = formatOf(bytes);
  if (!format) return refused('PICTURE_FORMAT_UNSUPPORTED');
  if (format === 'application/pdf') return inspectSheet(bytes);
  const isHeic = format === 'image/heic';
  try {
    const header = isHeic ? readHeicHeader(bytes) : await readHeader(bytes, format);
    const refusal = typeof header === 'string' ? header : refusalOfSize(header.facts);
    if (typeof header === 'string' || refusal) return refused(refusal ?? 'PICTURE_CORRUPT');
    const { facts, quarterTurns } = header;
    const shortSide = Math.min(facts.width, facts.height);
    const picture = isHeic ? await openHeic(bytes) : sharp(bytes, DECODING);
    return { accepted: true, facts, look: await lookAt(picture, { shortSide, quarterTurns }) };
  } catch {
    return refused('PICTURE_CORRUPT');
  }
}

const refused = (refusal: PictureRefusal): Inspection => ({ accepted: false, refusal });

interface Header {
  facts: PictureFacts;
  /** Clockwise, that make the picture upright. */
  quarterTurns: number;
}

/** Quarter turns for the orientations of Exif 2.32 section 4.6.4 that are no mirror image. */
const QUARTER_TURNS: Record<number, number> = { 3: 2, 6: 1, 8: 3 };

/** The first page is drawn, so that one that cannot be is refused now. Its letters have as many pixels as one draws. */
async function inspectSheet(bytes: Uint8Array): Promise<Inspection> {
  const facts = await inspectPdf(bytes);
  if (typeof facts === 'string') return refused(facts);
  const { width, height } = facts;
  try {
    const page = await drawPdfPage(bytes, 1, MEASURED_SIDE);
    const look = await lookAt(sharp(page), { shortSide: Number.MAX_SAFE_INTEGER, quarterTurns: 0 });
    return { accepted: true, facts: { contentType: 'application/pdf', width, height }, look };
  } catch {
    return refused('PICTURE_CORRUPT');
  }
}

function refusalOfSize({ width, height }: PictureFacts): PictureRefusal | undefined {
  if (width * height > MAX_PIXELS) return 'PICTURE_TOO_MANY_PIXELS';
  return Math.min(width, height) < MIN_SIDE ? 'PICTURE_TOO_SMALL' : undefined;
}

/** Only the header is read here, so its own claim of size may be judged before anything is decoded. */
async function readHeader(bytes: Uint8Array, expected: ContentType): Promise<Header | PictureRefusal> {
  const { format, autoOrient, orientation = 1 } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const contentType = FORMATS[format];
  if (!contentType || contentType !== expected) return 'PICTURE_FORMAT_UNSUPPORTED';
  const { width, height } = autoOrient;
  return { facts: { contentType, width, height }, quarterTurns: QUARTER_TURNS[orientation] ?? 0 };
}

/** Such a picture is upright once it is opened. */
const readHeicHeader = (bytes: Uint8Array): Header => ({
  facts: { contentType: 'image/heic', ...heicSize(bytes) },
  quarterTurns: 0,
});
