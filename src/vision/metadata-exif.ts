/** Tags of EXIF that name a program: Software and ProcessingSoftware. */
const SOFTWARE_TAGS: readonly number[] = [0x0131, 0x000b];
const TYPE_ASCII = 2;
const ENTRY_BYTES = 12;
const MOST_ENTRIES = 500;
const LONGEST = 500;

/** The programs that the first directory of EXIF names (TIFF 6.0 section 2). Empty for what is no EXIF. */
export function exifSoftware(part: Uint8Array): string[] {
  const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  if (bytes.length < 8) return [];
  const order = bytes.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return [];
  const short = (at: number) => (order === 'II' ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number) => (order === 'II' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const start = long(4);
  if (start + 2 > bytes.length) return [];

  const found: string[] = [];
  const count = Math.min(short(start), MOST_ENTRIES);
  for (let index = 0; index < count; index++) {
    const entry = start + 2 + index * ENTRY_BYTES;
    if (entry + ENTRY_BYTES > bytes.length) break;
    if (!SOFTWARE_TAGS.includes(short(entry)) || short(entry + 2) !== TYPE_ASCII) continue;
    const length = Math.min(long(entry + 4), LONGEST);
    const at = length <= 4 ? entry + 8 : long(entry + 8);
    found.push(bytes.toString('latin1', at, Math.min(at + length, bytes.length)));
  }
  return found;
}
