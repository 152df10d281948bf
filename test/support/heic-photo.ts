/**
 * A photo of 160 by 120 pixels as a telephone would write it, and files built from its parts: nothing here can encode
 * HEVC, so that the coded picture is kept as text.
 */
const PHOTO = [
  'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAUJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAA',
  'AAAAAAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAFmAAEAAAAAAAAA7gAAACNpaW5mAAAAAAABAAAA',
  'FWluZmUCAAAAAAEAAGh2YzEAAAAAwmlwcnAAAACkaXBjbwAAAHhodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwNgAAEA',
  'GEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoBQgeWW6kkprm4CGgwIAAAMAAgAA',
  'AwACEGIAAQAHRAHBcrBiQAAAABRpc3BlAAAAAAAAAKAAAAB4AAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAAAAAAAAEA',
  'AQOBAgMAAAD2bWRhdAAAAOooAa8EFCIK/HlUi+uvkAJ+JJfh0KKn2wZ2nQQ+RWcxb6QOvTvY/3vpKpN6Y+ieOVtmwdcE',
  'fqyUpBcK3vchjB+mWL9LebeZtQpA3huZk4K4ABt0EuULST/Q+3oQu5WTGcCj35IaZ9dq5HkV7rTxGYbMN++4S1XS4DjS',
  '4OgTnFKD4qA1XG1TFy0jYvDMdooqt7VYsfJ2oUcNs6RJrrIa9rB8iPz4ulsr4+Ye1KFbW7FnNyn9wv/YZdJSnTC+sN3h',
  'Ug61A76JR4nDPBG16vvBnmOXi+CX4XiraavLxRyJOk+H42eQ56kq1ZJJqXY=',
].join('');

/** Of 160 by 120 pixels. */
export const heicPhoto = (): Buffer => Buffer.from(PHOTO, 'base64');

const box = (type: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};
const numbers = (size: 1 | 2 | 4, ...values: number[]): Buffer => {
  const bytes = Buffer.alloc(size * values.length);
  for (const [index, value] of values.entries()) bytes.writeUIntBE(value, index * size, size);
  return bytes;
};

/** The configuration and the coded picture, as they lie in the file above. */
function parts(): { configuration: Buffer; coded: Buffer } {
  const file = heicPhoto();
  const at = file.indexOf('hvcC', 0, 'latin1') - 4;
  return { configuration: file.subarray(at, at + file.readUInt32BE(at)), coded: file.subarray(0x166) };
}

export interface HeicGrid {
  columns: number;
  rows: number;
  /** Pixels of the whole, which may cut tiles off at the right and at the foot. */
  width: number;
  height: number;
  /** Counter-clockwise. */
  quarterTurns?: number;
  /** Tiles that the file names but does not have. */
  missing?: number;
}

/** A grid of the same tile again and again, as telephones write large photos (ISO/IEC 23008-12 section 6.6.2.3). */
export function heicGrid({ columns, rows, width, height, quarterTurns = 0, missing = 0 }: HeicGrid): Buffer {
  const { configuration, coded } = parts();
  const count = columns * rows;
  const ids = Array.from({ length: count }, (_, index) => index + 2);
  const entry = (id: number, type: string) =>
    box('infe', numbers(4, 0x02000000), numbers(2, id, 0), Buffer.from(`${type}\0`, 'latin1'));
  const grid = Buffer.concat([numbers(1, 0, 0, rows - 1, columns - 1), numbers(2, width, height)]);
  const ispe = (w: number, h: number) => box('ispe', numbers(4, 0, w, h));
  const properties = [
    configuration,
    ispe(160, 120),
    ispe(width, height),
    box('irot', numbers(1, quarterTurns)),
  ];
  const associations = [
    Buffer.concat([numbers(2, 1), numbers(1, 2, 3, 0x84)]),
    ...ids.map((id) => Buffer.concat([numbers(2, id), numbers(1, 2, 0x81, 2)])),
  ];
  const type = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'));
  const meta = (start: number) =>
    box(
      'meta',
      numbers(4, 0),
      box('hdlr', numbers(4, 0, 0), Buffer.from('pict', 'latin1'), Buffer.alloc(13)),
      box('pitm', numbers(4, 0), numbers(2, 1)),
      box(
        'iloc',
        numbers(4, 0x01000000),
        numbers(2, 0x4400, count + 1),
        numbers(2, 1, 1, 0, 1),
        numbers(4, 0, grid.length),
        ...ids.map((id) => Buffer.concat([numbers(2, id, 0, 0, 1), numbers(4, start, coded.length)])),
      ),
      box(
        'iinf',
        numbers(4, 0),
        numbers(2, count + 1),
        entry(1, 'grid'),
        ...ids.map((id) => entry(id, 'hvc1')),
      ),
      box('idat', grid),
      box(
        'iref',
        numbers(4, 0),
        box('dimg', numbers(2, 1, count - missing, ...ids.slice(0, count - missing))),
      ),
      box('iprp', box('ipco', ...properties), box('ipma', numbers(4, 0, count + 1), ...associations)),
    );
  const start = type.length + meta(0).length + 8;
  return Buffer.concat([type, meta(start), box('mdat', coded)]);
}
