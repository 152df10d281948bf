import assert from 'node:assert/strict';
import sharp from 'sharp';
import { heicPhoto } from '../../test/support/heic-photo.ts';
import { displayCopy } from './display.ts';
import { BLOCK, type ErrorLevels, errorLevels } from './error-level.ts';
import { examine } from './examine.ts';
import { rankFields } from './field-ranking.ts';
import { drawHeatmap } from './heatmap.ts';
import { withoutHeic } from './heic.ts';
import { filePoint } from './orientation.ts';

const [WIDTH, HEIGHT] = [480, 320];
/** Where something was put in: right of the middle, above it. */
const PATCH = { left: 320, top: 64, width: 96, height: 48 };

/** Grey stripes that were saved once, with a patch of unsaved stripes. */
async function altered(): Promise<Buffer> {
  const stripes = (width: number, height: number) => {
    const pixels = Buffer.alloc(width * height * 3);
    for (let pixel = 0; pixel < width * height; pixel++) {
      pixels.fill(
        ((pixel % width) * 7 + Math.floor(pixel / width) * 3) % 64 < 32 ? 90 : 150,
        pixel * 3,
        pixel * 3 + 3,
      );
    }
    return sharp(pixels, { raw: { width, height, channels: 3 } });
  };
  const saved = await stripes(WIDTH, HEIGHT).jpeg({ quality: 90 }).toBuffer();
  const noise = Buffer.alloc(PATCH.width * PATCH.height * 3);
  for (let index = 0; index < noise.length; index++) noise[index] = (index * 7919) % 251;
  const patch = await sharp(noise, { raw: { width: PATCH.width, height: PATCH.height, channels: 3 } })
    .png()
    .toBuffer();
  return sharp(saved)
    .composite([{ input: patch, left: PATCH.left, top: PATCH.top }])
    .png()
    .toBuffer();
}

const asJpeg = async (picture: Buffer, orientation = 1) =>
  sharp(picture).withMetadata({ orientation }).jpeg({ quality: 97 }).toBuffer();

async function pixelsOf(png: Uint8Array) {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** The middle of all pixels that are drawn in colour. */
async function middleOfHeat(png: Uint8Array) {
  const { data, width, channels } = await pixelsOf(png);
  let [count, x, y] = [0, 0, 0];
  for (let pixel = 0; pixel < data.length / channels; pixel++) {
    const [red = 0, , blue = 0] = data.subarray(pixel * channels, pixel * channels + 3);
    if (Math.abs(red - blue) < 30) continue;
    count += 1;
    x += pixel % width;
    y += Math.floor(pixel / width);
  }
  return { x: x / count, y: y / count };
}

const levelsOf = (change: Partial<ErrorLevels>): ErrorLevels => ({
  width: 80,
  height: 80,
  orientation: 1,
  columns: 10,
  rows: 10,
  levels: new Float32Array(100).fill(1),
  textures: new Float32Array(100).fill(9),
  ...change,
});

describe('error levels', function () {
  this.timeout(30_000);

  it('are higher where something was put in after the rest was saved', async () => {
    const { levels, columns } = await errorLevels(await asJpeg(await altered()));
    const mean = (inside: boolean) => {
      const of = [...levels].filter((_, block) => {
        const [x, y] = [(block % columns) * BLOCK, Math.floor(block / columns) * BLOCK];
        const isIn =
          x >= PATCH.left && x < PATCH.left + PATCH.width && y >= PATCH.top && y < PATCH.top + PATCH.height;
        return isIn === inside;
      });
      return of.reduce((sum, level) => sum + level, 0) / of.length;
    };
    assert.ok(mean(true) > 3 * mean(false), `${mean(true)} against ${mean(false)}`);
  });

  it('are counted by blocks of the file, the last ones being smaller', async () => {
    const picture = sharp({ create: { width: 1003, height: 517, channels: 3, background: '#88aacc' } });
    const { width, height, columns, rows, levels, textures } = await errorLevels(
      await picture.jpeg().toBuffer(),
    );
    assert.deepEqual([width, height, columns, rows], [1003, 517, 126, 65]);
    assert.deepEqual([levels.length, textures.length], [126 * 65, 126 * 65]);
    assert.ok([...levels, ...textures].every(Number.isFinite));
  });

  it('do not depend on the bands in which a tall picture is compared', async () => {
    const row = await sharp(await altered())
      .extract({ left: 0, top: 0, width: WIDTH, height: 256 })
      .png()
      .toBuffer();
    const tall = await sharp({ create: { width: WIDTH, height: 1024, channels: 3, background: '#000' } })
      .composite([0, 256, 512, 768].map((top) => ({ input: row, left: 0, top })))
      .png()
      .toBuffer();
    const { levels, columns } = await errorLevels(tall);
    const quarter = (256 / BLOCK) * columns;
    for (let block = 0; block < quarter; block += 7) {
      assert.ok(Math.abs((levels[block] ?? 0) - (levels[block + 2 * quarter] ?? 0)) < 0.01, `block ${block}`);
    }
  });

  it('are refused for what is no picture', async () => {
    await assert.rejects(errorLevels(Buffer.from('%PDF-1.7')));
  });
});

describe('a heatmap', function () {
  this.timeout(30_000);

  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`lies on the copy that people are shown, where the file is to be turned by ${orientation}`, async () => {
      const upright = await altered();
      // The inverse of each orientation, so that the upright picture is always the same.
      const laid = await layAs(upright, orientation);
      const bytes = await asJpeg(laid, orientation);
      const { heatmap } = await examine(bytes, []);
      assert.ok(heatmap);
      const [map, shown] = [await pixelsOf(heatmap), await pixelsOf(await displayCopy(bytes))];
      assert.deepEqual([map.width, map.height], [shown.width, shown.height]);
      assert.deepEqual([map.width, map.height], [WIDTH, HEIGHT]);
      assert.ok(meanDifference(shown.data, (await pixelsOf(upright)).data) < 8, 'it is shown upright');
      const { x, y } = await middleOfHeat(heatmap);
      assert.ok(Math.abs(x - (PATCH.left + PATCH.width / 2)) < BLOCK, `x ${x}`);
      assert.ok(Math.abs(y - (PATCH.top + PATCH.height / 2)) < BLOCK, `y ${y}`);
    });
  }

  it('is no larger than the copy that people are shown', async () => {
    const large = await sharp(await altered())
      .resize(3000)
      .jpeg()
      .toBuffer();
    const { heatmap } = await examine(large, []);
    const [map, shown] = [
      await pixelsOf(heatmap ?? Buffer.alloc(0)),
      await pixelsOf(await displayCopy(large)),
    ];
    assert.deepEqual([map.width, map.height], [shown.width, shown.height]);
    const { x, y } = await middleOfHeat(heatmap ?? Buffer.alloc(0));
    assert.ok(Math.abs(x / map.width - (PATCH.left + PATCH.width / 2) / WIDTH) < 0.02, `x ${x}`);
    assert.ok(Math.abs(y / map.height - (PATCH.top + PATCH.height / 2) / HEIGHT) < 0.03, `y ${y}`);
  });

  it('is the same bytes for the same file, and holds no metadata', async () => {
    const bytes = await sharp(await altered())
      .withExif({ IFD0: { Software: 'GIMP', Artist: 'Somebody' } })
      .jpeg()
      .toBuffer();
    const [one, other] = [await examine(bytes, []), await examine(bytes, [])];
    assert.deepEqual(one, other);
    const { exif, xmp, icc, comments } = await sharp(one.heatmap).metadata();
    assert.deepEqual([exif, xmp, icc, comments], [undefined, undefined, undefined, undefined]);
    assert.deepEqual(one.facts.traces, ['EXIF_SOFTWARE']);
  });

  it('stays a dimmed picture where nothing differs', async () => {
    const plain = await sharp({ create: { width: 320, height: 320, channels: 3, background: '#c8c8c8' } })
      .png()
      .toBuffer();
    const { data } = await pixelsOf(await drawHeatmap(plain, await errorLevels(plain)));
    assert.ok(
      data.every((value) => Math.abs(value - 100) < 3),
      `${data[0]}`,
    );
  });

  it('is not made of what is no picture', async () => {
    const { heatmap, facts } = await examine(Buffer.from('%PDF-1.7\n<</Producer (Canva)>>'), []);
    assert.equal(heatmap, undefined);
    const heatmapNote = 'NONE_OF_PDF';
    assert.deepEqual(facts, { examined: true, traces: ['PDF_PRODUCER'], ranking: [], heatmapNote });
    const broken = await examine(Buffer.from('\xff\xd8\xff and no more', 'latin1'), []);
    assert.deepEqual([broken.heatmap, broken.facts.heatmapNote], [undefined, 'NONE_NOT_DECODED']);
  });

  it('comes with a note where the file was never a JPEG, and ranks nothing in a HEIC photo', async () => {
    const box = (left: number) => ({ left, top: 20, right: left + 30, bottom: 32 });
    const fields = [10, 50, 90].map((left) => ({ name: `field ${left}`, box: box(left) }));
    const jpeg = await sharp(await withoutHeic(heicPhoto()))
      .jpeg()
      .toBuffer();
    const notes = [];
    for (const bytes of [jpeg, await sharp(jpeg).png().toBuffer(), heicPhoto()]) {
      const { heatmap, facts } = await examine(bytes, fields);
      const { width, height } = await sharp(heatmap).metadata();
      notes.push([facts.heatmapNote, width, height, facts.ranking.length > 0]);
    }
    assert.deepEqual(notes, [
      [null, 160, 120, true],
      ['OF_NO_JPEG', 160, 120, true],
      ['OF_DECODED_HEIC', 160, 120, false],
    ]);
  });
});

const meanDifference = (one: Buffer, other: Buffer) =>
  one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length;

/** Turns an upright picture so that a file of this orientation shows it upright. */
async function layAs(upright: Buffer, orientation: number): Promise<Buffer> {
  const { data, width, height, channels } = await pixelsOf(upright);
  const isTurned = orientation >= 5;
  const laid = { width: isTurned ? height : width, height: isTurned ? width : height, orientation };
  const pixels = Buffer.alloc(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const point = filePoint(laid, { x: x + 0.5, y: y + 0.5 });
      const to = (Math.floor(point.y) * laid.width + Math.floor(point.x)) * channels;
      data.copy(pixels, to, (y * width + x) * channels, (y * width + x + 1) * channels);
    }
  }
  return sharp(pixels, { raw: { width: laid.width, height: laid.height, channels } })
    .png()
    .toBuffer();
}

describe('the ranking of fields', () => {
  const field = (name: string, row: number, height = 8) => ({
    name,
    box: { left: 0, top: row * 8, right: 80, bottom: row * 8 + height },
  });
  const rowLevel = (levels: Record<number, number>) =>
    Float32Array.from({ length: 100 }, (_, block) => levels[Math.floor(block / 10)] ?? 1);

  it('puts first the field that differs most from its like, above or below', () => {
    for (const level of [3, 0.2]) {
      const levels = levelsOf({ levels: rowLevel({ 4: level }) });
      const ranking = rankFields(levels, [field('a', 0), field('b', 2), field('c', 4), field('d', 6)]);
      assert.equal(ranking[0]?.field, 'c');
      assert.ok((ranking[0]?.deviation ?? 0) > 2);
      assert.deepEqual(
        ranking.slice(1).map(({ deviation }) => deviation),
        [1, 1, 1],
      );
    }
  });

  it('asks for more where more is printed', () => {
    const levels = levelsOf({
      levels: rowLevel({ 4: 1.9 }),
      textures: Float32Array.from({ length: 100 }, (_, block) => (Math.floor(block / 10) === 4 ? 17 : 9)),
    });
    const ranking = rankFields(levels, [field('a', 0), field('b', 2), field('bold', 4), field('d', 6)]);
    assert.ok(
      ranking.every(({ deviation }) => deviation < 1.1),
      JSON.stringify(ranking),
    );
  });

  it('compares no field with print of another size', () => {
    const levels = levelsOf({ levels: rowLevel({ 0: 9, 1: 9 }) });
    const ranking = rankFields(levels, [field('large', 0, 16), field('b', 2), field('c', 4), field('d', 6)]);
    assert.deepEqual(
      ranking.map(({ field: name }) => name),
      ['b', 'c', 'd'],
    );
  });

  it('is empty where there are no places, or fewer than three', () => {
    assert.deepEqual(rankFields(levelsOf({}), []), []);
    assert.deepEqual(rankFields(levelsOf({}), [field('a', 0), field('b', 2)]), []);
  });

  it('leaves out a place outside the picture', () => {
    const far = { name: 'far', box: { left: 900, top: 900, right: 950, bottom: 908 } };
    const ranking = rankFields(levelsOf({}), [far, field('a', 0), field('b', 2), field('c', 4)]);
    assert.deepEqual(
      ranking.map(({ field: name }) => name),
      ['a', 'b', 'c'],
    );
  });

  it('takes places in the upright picture, however it lies in the file', () => {
    // A quarter turn: rows of the upright picture are columns of the file.
    const columns = Float32Array.from({ length: 100 }, (_, block) => (block % 10 === 4 ? 5 : 1));
    const levels = levelsOf({ levels: columns, orientation: 6 });
    const ranking = rankFields(levels, [field('a', 0), field('b', 2), field('c', 4), field('d', 6)]);
    assert.equal(ranking[0]?.field, 'c');
  });
});
