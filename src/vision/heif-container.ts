/** One picture, or one tile of it, as it lies in a HEIF file: HEVC with its parameter sets. */
export interface CodedPicture {
  /** `hvcC` (ISO/IEC 14496-15 section 8.3.3.1). */
  configuration: Buffer;
  data: Buffer;
}

export interface HeifPicture {
  /** Pixels before it is turned. */
  width: number;
  height: number;
  /** Row by row; one where the picture is no grid. */
  tiles: CodedPicture[];
  columns: number;
  /** Quarter turns counter-clockwise (`irot`, ISO/IEC 23008-12 section 6.5.10). */
  quarterTurns: number;
  /** `imir`: 0 swaps top and bottom, 1 left and right; done after the turn. */
  mirror: 0 | 1 | undefined;
  /** `nclx` matrix coefficients (ITU-T H.273 section 8.3) and range; undefined where the file does not say. */
  matrix: number | undefined;
  fullRange: boolean;
}

interface Box {
  type: string;
  body: Buffer;
}

/** More than 12 000 by 8 000 pixels of the 512 by 512 that telephones write. */
const MAX_TILES = 400;
const MAX_BOXES = 10_000;

/**
 * Finds the primary picture of a HEIF file (ISO/IEC 23008-12) that is coded in HEVC, whole or as a grid of tiles.
 * @throws RangeError where the file is broken, or is built in a way that no telephone uses.
 */
export function readHeif(file: Uint8Array): HeifPicture {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const meta = boxesOf(bytes).find(({ type }) => type === 'meta');
  if (!meta) throw new RangeError('There is no meta box.');
  const items = readItems(bytes, boxesOf(meta.body.subarray(4)));
  const primary = items.primary;
  const properties = items.propertiesOf(primary);
  const { width, height } = sizeOf(properties);
  const isGrid = items.typeOf(primary) === 'grid';
  const { tiles, columns } = isGrid
    ? gridTiles(items, primary)
    : { tiles: [codedPicture(items, primary)], columns: 1 };
  const nclx = properties.find(
    ({ type, body }) => type === 'colr' && body.toString('latin1', 0, 4) === 'nclx',
  );
  const turn = properties.find(({ type }) => type === 'irot');
  const mirror = properties.find(({ type }) => type === 'imir');
  return {
    width,
    height,
    tiles,
    columns,
    quarterTurns: (turn?.body[0] ?? 0) & 3,
    mirror: mirror ? ((mirror.body[0] ?? 0) & 1 ? 1 : 0) : undefined,
    matrix: nclx?.body.readUInt16BE(8),
    fullRange: nclx ? (nclx.body[10] ?? 0) >> 7 === 1 : true,
  };
}

interface Items {
  primary: number;
  typeOf(id: number): string;
  propertiesOf(id: number): Box[];
  dataOf(id: number): Buffer;
  /** The items that this one is made of. */
  partsOf(id: number): number[];
}

function readItems(file: Buffer, boxes: Box[]): Items {
  const find = (type: string) => {
    const found = boxes.find((box) => box.type === type);
    if (!found) throw new RangeError(`There is no ${type} box.`);
    return found.body;
  };
  const pitm = find('pitm');
  const properties = readProperties(boxesOf(find('iprp')));
  const types = readTypes(find('iinf'));
  const locations = readLocations(find('iloc'));
  const idat = boxes.find(({ type }) => type === 'idat')?.body;
  const references = boxes.find(({ type }) => type === 'iref')?.body;
  const derivations = references ? readDerivations(references) : new Map<number, number[]>();
  return {
    primary: pitm[0] === 0 ? pitm.readUInt16BE(4) : pitm.readUInt32BE(4),
    typeOf: (id) => types.get(id) ?? '',
    propertiesOf: (id) => properties.get(id) ?? [],
    partsOf: (id) => derivations.get(id) ?? [],
    dataOf: (id) => {
      const location = locations.get(id);
      const source = location?.inIdat ? idat : file;
      if (!location || !source) throw new RangeError('An item has no data.');
      return Buffer.concat(location.extents.map(({ offset, length }) => within(source, offset, length)));
    },
  };
}

function within(source: Buffer, offset: number, length: number): Buffer {
  if (offset + length > source.length) throw new RangeError('The file ends within an item.');
  return source.subarray(offset, offset + length);
}

/** The boxes that lie one after the other (ISO/IEC 14496-12 section 4.2). */
function boxesOf(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  let at = 0;
  while (at + 8 <= bytes.length) {
    let size = bytes.readUInt32BE(at);
    let head = 8;
    if (size === 1) {
      size = Number(bytes.readBigUInt64BE(at + 8));
      head = 16;
    }
    if (size === 0) size = bytes.length - at;
    if (size < head || at + size > bytes.length) throw new RangeError('A box does not fit.');
    boxes.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      body: bytes.subarray(at + head, at + size),
    });
    if (boxes.length > MAX_BOXES) throw new RangeError('There are too many boxes.');
    at += size;
  }
  return boxes;
}

/** `iinf`: what each item is. */
function readTypes(body: Buffer): Map<number, string> {
  const types = new Map<number, string>();
  for (const { type, body: entry } of boxesOf(body.subarray(body[0] === 0 ? 6 : 8))) {
    if (type !== 'infe') continue;
    const wide = entry[0] === 3;
    const id = wide ? entry.readUInt32BE(4) : entry.readUInt16BE(4);
    types.set(id, entry.toString('latin1', wide ? 10 : 8, wide ? 14 : 12));
  }
  return types;
}

/** Reads whole numbers, one after the other, of as many bytes as is asked for; of none, 0. */
function numbersFrom(body: Buffer, start: number): (size: number) => number {
  let at = start;
  return (size) => {
    at += size;
    if (size === 0) return 0;
    return size === 8 ? Number(body.readBigUInt64BE(at - 8)) : body.readUIntBE(at - size, size);
  };
}

/** `iprp`: which properties belong to which item. */
function readProperties(boxes: Box[]): Map<number, Box[]> {
  const container = boxes.find(({ type }) => type === 'ipco');
  const all = container ? boxesOf(container.body) : [];
  const properties = new Map<number, Box[]>();
  for (const { type, body } of boxes) {
    if (type !== 'ipma') continue;
    const idSize = (body[0] ?? 0) > 0 ? 4 : 2;
    const indexSize = ((body[3] ?? 0) & 1) === 1 ? 2 : 1;
    const take = numbersFrom(body, 4);
    for (let entries = take(4); entries > 0; entries--) {
      const id = take(idSize);
      // The topmost bit says whether one must know the property.
      const indices = Array.from(
        { length: take(1) },
        () => take(indexSize) & (indexSize === 2 ? 0x7fff : 0x7f),
      );
      properties.set(
        id,
        indices.flatMap((index) => all[index - 1] ?? []),
      );
    }
  }
  return properties;
}

interface Location {
  inIdat: boolean;
  extents: { offset: number; length: number }[];
}

/** `iloc`: where the bytes of each item lie. */
function readLocations(body: Buffer): Map<number, Location> {
  const version = body.readUInt8(0);
  const sizes = body.readUInt16BE(4);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version > 0 ? sizes & 15 : 0;
  const take = numbersFrom(body, 6);
  const locations = new Map<number, Location>();
  for (let items = take(version < 2 ? 2 : 4); items > 0; items--) {
    const id = take(version < 2 ? 2 : 4);
    const method = version > 0 ? take(2) & 15 : 0;
    if (method > 1) throw new RangeError('An item lies in another item.');
    take(2);
    const base = take(baseSize);
    const extents: Location['extents'] = [];
    for (let count = take(2); count > 0; count--) {
      take(indexSize);
      const offset = base + take(offsetSize);
      extents.push({ offset, length: take(lengthSize) });
    }
    locations.set(id, { inIdat: method === 1, extents });
  }
  return locations;
}

/** `iref`, of which only `dimg` matters: the tiles that a grid is made of. */
function readDerivations(body: Buffer): Map<number, number[]> {
  const idSize = body[0] === 0 ? 2 : 4;
  const derivations = new Map<number, number[]>();
  for (const { type, body: entry } of boxesOf(body.subarray(4))) {
    if (type !== 'dimg') continue;
    const take = numbersFrom(entry, 0);
    const from = take(idSize);
    derivations.set(
      from,
      Array.from({ length: take(2) }, () => take(idSize)),
    );
  }
  return derivations;
}

function sizeOf(properties: Box[]): { width: number; height: number } {
  const ispe = properties.find(({ type }) => type === 'ispe')?.body;
  if (!ispe) throw new RangeError('The size is not told.');
  return { width: ispe.readUInt32BE(4), height: ispe.readUInt32BE(8) };
}

/** The grid's own size is that of its `ispe` (ISO/IEC 23008-12 section 6.6.2.3). */
function gridTiles(items: Items, id: number): { tiles: CodedPicture[]; columns: number } {
  const description = items.dataOf(id);
  const [rows, columns] = [description.readUInt8(2) + 1, description.readUInt8(3) + 1];
  const parts = items.partsOf(id);
  if (parts.length !== rows * columns || parts.length > MAX_TILES)
    throw new RangeError('The grid is broken.');
  return { tiles: parts.map((part) => codedPicture(items, part)), columns };
}

function codedPicture(items: Items, id: number): CodedPicture {
  const configuration = items.propertiesOf(id).find(({ type }) => type === 'hvcC')?.body;
  if (items.typeOf(id) !== 'hvc1' || !configuration) throw new RangeError('A picture is not coded in HEVC.');
  return { configuration, data: items.dataOf(id) };
}
