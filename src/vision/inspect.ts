import sharp from 'sharp';
import {
  type Inspection,
  MAX_PICTURE_BYTES,
  type PictureFacts,
  type PictureRefusal,
} from '../domain/document.ts';
import { DECODING, MAX_PIXELS } from './loaders.ts';

/** Below this not even the large print of a document can be read. */
export const MIN_SIDE = 300;

type ContentType = PictureFacts['contentType'];

const FORMATS: Record<string, ContentType> = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };

/**
 * Says whether a picture is one that can be kept and read, or why not. It is decoded to the last pixel, so that a
 * file that broke off on its way is refused while its sender can still send it again. Never rejects for a picture.
 */
export async function inspectPicture(bytes: Uint8Array): Promise<Inspection> {
  const refusal = refuseUnopened(bytes);
  if (refusal) return refused(refusal);
  const header = await readHeader(bytes);
  if (typeof header === 'string') return refused(header);
  return (await decodes(bytes)) ? { accepted: true, facts: header } : refused('PICTURE_CORRUPT');
}

const refused = (refusal: PictureRefusal): Inspection => ({ accepted: false, refusal });

/** Judged by the first bytes alone: what has no loader here is never handed to a decoder. */
function refuseUnopened(bytes: Uint8Array): PictureRefusal | undefined {
  if (bytes.length === 0) return 'PICTURE_MISSING';
  if (bytes.length > MAX_PICTURE_BYTES) return 'PICTURE_TOO_LARGE';
  return formatOf(bytes) ? undefined : 'PICTURE_FORMAT_UNSUPPORTED';
}

function formatOf(bytes: Uint8Array): ContentType | undefined {
  const text = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}

/** Only the header is read here, so its own claim of size may be judged before anything is decoded. */
async function readHeader(bytes: Uint8Array): Promise<PictureFacts | PictureRefusal> {
  try {
    const { format, autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
    const contentType = FORMATS[format];
    if (!contentType || contentType !== formatOf(bytes)) return 'PICTURE_FORMAT_UNSUPPORTED';
    const { width, height } = autoOrient;
    if (width * height > MAX_PIXELS) return 'PICTURE_TOO_MANY_PIXELS';
    if (Math.min(width, height) < MIN_SIDE) return 'PICTURE_TOO_SMALL';
    return { contentType, width, height };
  } catch {
    return 'PICTURE_CORRUPT';
  }
}

async function decodes(bytes: Uint8Array): Promise<boolean> {
  try {
    await sharp(bytes, DECODING).stats();
    return true;
  } catch {
    return false;
  }
}
