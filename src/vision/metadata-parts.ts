import { inflateSync } from 'node:zlib';

/** A piece of a file that says where the file comes from. */
export interface MetadataPart {
  kind: 'exif' | 'xmp' | 'photoshop' | 'png-text' | 'pdf-program';
  bytes: Uint8Array;
}

/** More pieces than this no honest file has. */
const MOST_PARTS = 200;
/** Most bytes of one piece that are looked at, also once inflated. */
const MOST_BYTES = 1024 * 1024;

/** The pieces of a JPEG, PNG, WebP, HEIC, AVIF or PDF that hold metadata, as far as the file goes. Empty for other kinds. */
export function metadataParts(given: Uint8Array): MetadataPart[] {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const parts: MetadataPart[] = [];
  for (const part of partsOf(bytes)) {
    if (parts.push({ ...part, bytes: part.bytes.subarray(0, MOST_BYTES) }) >= MOST_PARTS) break;
  }
  return parts;
}

function partsOf(bytes: Buffer): Iterable<MetadataPart> {
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('\xff\xd8')) return jpegParts(bytes);
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return pngParts(bytes);
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return webpParts(bytes);
  if (start.slice(4, 8) === 'ftyp') return heifParts(bytes);
  if (bytes.toString('latin1', 0, 1024).includes('%PDF-')) return pdfParts(bytes);
  return [];
}

const EXIF = 'Exif\0\0';
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const PHOTOSHOP = 'Photoshop 3.0\0';
const JPEG_PARTS = [
  { marker: 0xe1, name: EXIF, kind: 'exif' },
  { marker: 0xe1, name: XMP, kind: 'xmp' },
  { marker: 0xed, name: PHOTOSHOP, kind: 'photoshop' },
] as const;
const START_OF_SCAN = 0xda;

/** Segments before the picture itself (ITU-T T.81 section B.1.1.4). */
function* jpegParts(bytes: Buffer): Generator<MetadataPart> {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1);
    // Any number of fill bytes may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === START_OF_SCAN) return;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    const segment = bytes.subarray(at + 4, end);
    const known = JPEG_PARTS.find(
      (part) => part.marker === marker && segment.toString('latin1', 0, part.name.length) === part.name,
    );
    if (known) yield { kind: known.kind, bytes: segment.subarray(known.name.length) };
    at = end;
  }
}

/** Chunks (ISO/IEC 15948 section 5.3). Checksums are left to whoever decodes the picture. */
function* pngParts(bytes: Buffer): Generator<MetadataPart> {
  let at = 8;
  while (at + 12 <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + size);
    if (type === 'eXIf') yield { kind: 'exif', bytes: data };
    if (type === 'tEXt') yield { kind: 'png-text', bytes: data };
    if (type === 'zTXt') yield* deflatedText(data);
    if (type === 'iTXt') yield* internationalText(data);
    at += 12 + size;
  }
}

/** Keyword, zero, method, deflated text. */
function* deflatedText(data: Buffer): Generator<MetadataPart> {
  const end = data.indexOf(0);
  if (end >= 0) yield { kind: 'png-text', bytes: inflated(data.subarray(end + 2)) };
}

/** Keyword, zero, whether deflated, method, language, zero, keyword in that language, zero, text. */
function* internationalText(data: Buffer): Generator<MetadataPart> {
  const keyword = data.indexOf(0);
  const language = data.indexOf(0, keyword + 3);
  const translated = data.indexOf(0, language + 1);
  if (keyword < 0 || language < 0 || translated < 0) return;
  const text = data.subarray(translated + 1);
  const bytes = data[keyword + 1] === 1 ? inflated(text) : text;
  const isXmp = data.toString('latin1', 0, keyword) === 'XML:com.adobe.xmp';
  yield { kind: isXmp ? 'xmp' : 'png-text', bytes };
}

/** Empty where it does not inflate, or inflates beyond all measure: such a text says nothing of an editor. */
function inflated(bytes: Uint8Array): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch {
    return Buffer.alloc(0);
  }
}

/** Chunks of RIFF; some writers put the name of JPEG's segment before EXIF. */
function* webpParts(bytes: Buffer): Generator<MetadataPart> {
  let at = 12;
  while (at + 8 <= bytes.length) {
    const type = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const data = bytes.subarray(at + 8, at + 8 + size);
    const named = data.toString('latin1', 0, EXIF.length) === EXIF;
    if (type === 'EXIF') yield { kind: 'exif', bytes: named ? data.subarray(EXIF.length) : data };
    if (type === 'XMP ') yield { kind: 'xmp', bytes: data };
    at += 8 + size + (size % 2);
  }
}

const XMP_START = '<x:xmpmeta';
const XMP_END = '</x:xmpmeta>';
/** `/Producer (text)` or `/Creator <hex>`, in clear; what lies in compressed objects is not looked at. */
const PDF_PROGRAM =
  /\/(?:Producer|Creator)\s*(?:\(((?:[^\\()]|\\[\s\S]){0,500})\)|<([0-9A-Fa-f\s]{0,2000})>)/g;

/** Packets of XMP, wherever they lie in clear. None overlaps another, so that no file takes longer than its length. */
function* xmpPackets(bytes: Buffer): Generator<MetadataPart> {
  let at = bytes.indexOf(XMP_START);
  while (at >= 0) {
    const found = bytes.indexOf(XMP_END, at);
    const end = found < 0 ? bytes.length : found;
    yield { kind: 'xmp', bytes: bytes.subarray(at, end) };
    at = bytes.indexOf(XMP_START, end);
  }
}

/** Items of metadata (ISO/IEC 23008-12 annex A) stand uncompressed somewhere in the file, and are known by how they begin. */
function* heifParts(bytes: Buffer): Generator<MetadataPart> {
  yield* xmpPackets(bytes);
  for (let at = bytes.indexOf(EXIF); at >= 0; at = bytes.indexOf(EXIF, at + 1)) {
    yield { kind: 'exif', bytes: bytes.subarray(at + EXIF.length) };
  }
}

function* pdfParts(bytes: Buffer): Generator<MetadataPart> {
  yield* xmpPackets(bytes);
  for (const [, text, hex] of bytes.toString('latin1').matchAll(PDF_PROGRAM)) {
    const written =
      text === undefined ? Buffer.from((hex ?? '').replace(/\s/g, ''), 'hex') : Buffer.from(text, 'latin1');
    // UTF-16 (ISO 32000-1 section 7.9.2.2) becomes readable without its zeros, as far as names of programs go.
    yield { kind: 'pdf-program', bytes: written.filter((byte) => byte !== 0) };
  }
}
