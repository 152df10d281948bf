import type { ContentType } from '../domain/document.ts';

/** What a file is by its first bytes, whatever it is called; undefined for all that has no decoder here. */
export function formatOf(bytes: Uint8Array): ContentType | undefined {
  const text = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (text.startsWith('%PDF-')) return 'application/pdf';
  return text.slice(4, 8) === 'ftyp' ? formatOfBrands(bytes) : undefined;
}

const AVIF = ['avif', 'avis'];
const HEIC = ['heic', 'heix', 'heim', 'heis'];

/** The file type box (ISO/IEC 14496-12 section 4.3): a major brand, a version, compatible brands of four letters each. */
function formatOfBrands(bytes: Uint8Array): ContentType | undefined {
  const box = Buffer.from(bytes.subarray(0, 64));
  const end = Math.min(box.length, box.readUInt32BE(0));
  const brands: string[] = [];
  for (let at = 8; at + 4 <= end; at += 4) if (at !== 12) brands.push(box.toString('latin1', at, at + 4));
  if (brands.some((brand) => AVIF.includes(brand))) return 'image/avif';
  return brands.some((brand) => HEIC.includes(brand)) ? 'image/heic' : undefined;
}
