import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { heicPhoto } from '../../test/support/heic-photo.ts';
import { MAX_PICTURE_BYTES } from '../domain/document.ts';
import { drawSpecimen } from '../specimen/draw.ts';
import { specimenPerson } from '../specimen/person.ts';
import { VisionPictureError } from './errors.ts';
import { createVisionPool } from './pool.ts';

const pool = createVisionPool({ size: 1, readSize: 0 });
after(() => pool.close());

const plain = (width = 640, height = 400) =>
  sharp({ create: { width, height, channels: 3, background: '#88aacc' } });
const passport = () => drawSpecimen('passport', specimenPerson({ today: '2026-11-23' }), { width: 900 });

const refusalOf = async (bytes: Uint8Array) => {
  const inspection = await pool.inspect(bytes);
  return inspection.accepted ? 'accepted' : inspection.refusal;
};

/** 900 million white pixels in a few hundred kilobytes. */
function bomb(): Buffer {
  const side = 30_000;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(1, 8);
  const rows = deflateSync(Buffer.alloc((1 + Math.ceil(side / 8)) * side), { level: 1 });
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('inspecting an uploaded picture', function () {
  this.timeout(30_000);

  const factsOf = async (bytes: Uint8Array) => {
    const inspection = await pool.inspect(bytes);
    assert.ok(inspection.accepted, 'refusal' in inspection ? inspection.refusal : '');
    return inspection.facts;
  };

  it('accepts JPEG, PNG, WebP, AVIF and HEIC and says their size', async () => {
    const size = { width: 640, height: 400 };
    const files = {
      'image/jpeg': await plain().jpeg().toBuffer(),
      'image/png': await plain().png().toBuffer(),
      'image/webp': await plain().webp().toBuffer(),
      'image/avif': await plain().avif({ effort: 0 }).toBuffer(),
    } as const;
    for (const [contentType, bytes] of Object.entries(files))
      assert.deepEqual(await factsOf(bytes), { contentType, ...size });
    assert.deepEqual(await factsOf(heicPhoto()), { contentType: 'image/heic', width: 160, height: 120 });
  });

  it('says the size after the orientation of the file was applied', async () => {
    const turned = await plain().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    assert.deepEqual(await factsOf(turned), { contentType: 'image/jpeg', width: 400, height: 640 });
  });

  it('refuses what is no picture of these kinds, whatever it is called', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400"/>');
    const files: Record<string, Buffer> = {
      svg,
      html: Buffer.from('<!doctype html><img src=x>'),
      text: Buffer.from('Not a picture. '.repeat(100)),
      gif: await plain().gif().toBuffer(),
      tiff: await plain().tiff().toBuffer(),
    };
    for (const [kind, bytes] of Object.entries(files)) {
      assert.equal(await refusalOf(bytes), 'PICTURE_FORMAT_UNSUPPORTED', kind);
    }
  });

  it('refuses an SVG that begins like a JPEG', async () => {
    const disguised = Buffer.concat([
      Buffer.from([0xff, 0xd8, 0xff]),
      Buffer.from('<svg width="640" height="400"/>'),
    ]);
    assert.equal(await refusalOf(disguised), 'PICTURE_CORRUPT');
  });

  it('refuses nothing at all, and too much', async () => {
    assert.equal(await refusalOf(Buffer.alloc(0)), 'PICTURE_MISSING');
    assert.equal(await refusalOf(Buffer.alloc(MAX_PICTURE_BYTES + 1)), 'PICTURE_TOO_LARGE');
  });

  it('refuses a JPEG that broke off on its way, wherever it did', async () => {
    const whole = await passport();
    for (const share of [0.05, 0.5, 0.98]) {
      assert.equal(
        await refusalOf(whole.subarray(0, whole.length * share)),
        'PICTURE_CORRUPT',
        String(share),
      );
    }
  });

  it('refuses a PNG that broke off, and one whose data are damaged', async () => {
    const whole = await sharp(await passport())
      .png()
      .toBuffer();
    assert.equal(await refusalOf(whole.subarray(0, whole.length * 0.7)), 'PICTURE_CORRUPT');
    const damaged = Buffer.from(whole);
    damaged.fill(0, 100_000, 102_000);
    assert.equal(await refusalOf(damaged), 'PICTURE_CORRUPT');
  });

  it('answers for every damaged file, and goes on', async () => {
    const files = [
      await plain().jpeg().toBuffer(),
      await plain().png().toBuffer(),
      await plain().webp().toBuffer(),
    ];
    for (const file of files) {
      for (let at = 0; at < file.length; at += Math.ceil(file.length / 15)) {
        const damaged = Buffer.from(file);
        damaged[at] = (damaged[at] ?? 0) ^ 0xff;
        const answer = await refusalOf(damaged);
        assert.match(answer, /^(accepted|PICTURE_(CORRUPT|FORMAT_UNSUPPORTED|TOO_SMALL|TOO_MANY_PIXELS))$/);
      }
    }
    assert.equal(await refusalOf(files[0] ?? Buffer.alloc(0)), 'accepted');
  });

  it('accepts sixteen bits a channel, greys, palettes, inks of print and pictures that move', async () => {
    const files: Record<string, Buffer> = {
      deep: await plain().toColourspace('rgb16').png().toBuffer(),
      grey: await plain().greyscale().jpeg().toBuffer(),
      palette: await plain().png({ palette: true }).toBuffer(),
      inks: await plain().toColourspace('cmyk').jpeg().toBuffer(),
      moving: await sharp([await plain().png().toBuffer(), await plain().png().toBuffer()], {
        join: { animated: true },
      })
        .webp({ loop: 0 })
        .toBuffer(),
    };
    for (const [kind, bytes] of Object.entries(files)) {
      const inspection = await pool.inspect(bytes);
      assert.ok(inspection.accepted, kind);
      assert.deepEqual([inspection.facts.width, inspection.facts.height], [640, 400], kind);
      const { data } = await sharp(await pool.display(bytes))
        .raw()
        .toBuffer({ resolveWithObject: true });
      assert.ok(Math.abs((data[0] ?? 0) - (kind === 'grey' ? 165 : 0x88)) < 12, `${kind}: ${data[0]}`);
    }
  });

  it('refuses a picture of 30000 by 30000 pixels without decoding it', async () => {
    const bytes = bomb();
    assert.ok(bytes.length < 1_000_000);
    assert.equal(await refusalOf(bytes), 'PICTURE_TOO_MANY_PIXELS');
  });

  it('refuses a picture whose short side has fewer than 120 pixels', async () => {
    assert.equal(await refusalOf(await plain(2000, 119).jpeg().toBuffer()), 'PICTURE_TOO_SMALL');
    assert.equal(await refusalOf(await plain(2000, 120).jpeg().toBuffer()), 'accepted');
  });
});

describe('the copy of a picture that people are shown', function () {
  this.timeout(30_000);

  const withPlace = () =>
    plain()
      .withExif({
        IFD0: { Make: 'Telephone', Software: 'Editor' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
      })
      .jpeg();

  it('has no metadata, although the picture had', async () => {
    const original = await withPlace().toBuffer();
    assert.ok((await sharp(original).metadata()).exif);
    const copy = await pool.display(original);
    const { format, exif, icc, iptc, xmp } = await sharp(copy).metadata();
    assert.deepEqual(
      { format, exif, icc, iptc, xmp },
      { format: 'jpeg', exif: undefined, icc: undefined, iptc: undefined, xmp: undefined },
    );
    for (const trace of ['Exif', 'Telephone', 'Editor', 'GPS']) assert.ok(!copy.includes(trace), trace);
  });

  it('ends where the picture ends, although the file did not', async () => {
    const polyglot = Buffer.concat([
      await plain().jpeg().toBuffer(),
      Buffer.from('<script>alert(1)</script>'),
    ]);
    assert.equal(await refusalOf(polyglot), 'accepted');
    const copy = await pool.display(polyglot);
    assert.ok(!copy.includes('script'));
    assert.deepEqual([...copy.subarray(-2)], [0xff, 0xd9]);
    assert.equal(copy.indexOf(Buffer.from([0xff, 0xd9])), copy.length - 2);
  });

  it('is upright and at most 2000 pixels long', async () => {
    const turned = await plain(3000, 1500).withMetadata({ orientation: 8 }).jpeg().toBuffer();
    const { width, height, orientation } = await sharp(await pool.display(turned)).metadata();
    assert.deepEqual({ width, height, orientation }, { width: 1000, height: 2000, orientation: undefined });
  });

  it('is a JPEG on white, although the picture was transparent', async () => {
    const clear = await sharp({ create: { width: 400, height: 400, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const { data, info } = await sharp(await pool.display(clear))
      .raw()
      .toBuffer({ resolveWithObject: true });
    assert.equal(info.channels, 3);
    assert.deepEqual([...data.subarray(0, 3)], [255, 255, 255]);
  });

  it('is not made of a picture that cannot be decoded', async () => {
    const broken = (await passport()).subarray(0, 20_000);
    await assert.rejects(pool.display(broken), (error: unknown) => {
      assert.ok(error instanceof VisionPictureError);
      assert.equal(error.refusal, 'PICTURE_CORRUPT');
      return true;
    });
  });
});
