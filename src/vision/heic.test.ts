import assert from 'node:assert/strict';
import sharp from 'sharp';
import { heicGrid, heicPhoto } from '../../test/support/heic-photo.ts';
import { heicSize, openHeic, withoutHeic } from './heic.ts';

const pixelsOf = async (bytes: Uint8Array) =>
  (await openHeic(bytes)).raw().toBuffer({ resolveWithObject: true });

/** Red, green and blue at a place. */
async function colourAt(bytes: Uint8Array, x: number, y: number): Promise<number[]> {
  const { data, info } = await pixelsOf(bytes);
  return [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
}

describe('opening a HEIC photo', function () {
  this.timeout(20_000);

  it('gives its pixels in their colours', async () => {
    const { info } = await pixelsOf(heicPhoto());
    assert.deepEqual([info.width, info.height, info.channels], [160, 120, 3]);
    const [red = 0, green = 0, blue = 0] = await colourAt(heicPhoto(), 80, 30);
    assert.ok(red > 100 && green > 100 && blue > 80, `${red} ${green} ${blue}`);
  });

  it('puts the tiles of a grid in their places and leaves out what reaches over its edge', async () => {
    const grid = heicGrid({ columns: 3, rows: 2, width: 400, height: 230 });
    const { info } = await pixelsOf(grid);
    assert.deepEqual([info.width, info.height], [400, 230]);
    const one = await colourAt(heicPhoto(), 30, 50);
    for (const [x, y] of [
      [30, 50],
      [190, 50],
      [350, 170],
    ] as const)
      assert.deepEqual(await colourAt(grid, x, y), one, `${x},${y}`);
  });

  it('turns the picture as the file says', async () => {
    const grid = { columns: 2, rows: 1, width: 320, height: 120 };
    const turned = heicGrid({ ...grid, quarterTurns: 1 });
    assert.deepEqual(heicSize(turned), { width: 120, height: 320 });
    const { info } = await pixelsOf(turned);
    assert.deepEqual([info.width, info.height], [120, 320]);
    assert.deepEqual(await colourAt(turned, 50, 319 - 30), await colourAt(heicGrid(grid), 30, 50));
  });

  it('becomes a JPEG for all who read pictures, and other files stay as they are', async () => {
    const { format, width } = await sharp(await withoutHeic(heicPhoto())).metadata();
    assert.deepEqual([format, width], ['jpeg', 160]);
    const other = Buffer.from('something else');
    assert.equal(await withoutHeic(other), other);
  });

  it('is refused where it breaks off, wherever it does', async () => {
    const whole = heicPhoto();
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
      await assert.rejects(openHeic(whole.subarray(0, whole.length * share)), String(share));
  });

  it('is refused where a grid lacks tiles, or claims more pixels than its tiles have', async () => {
    await assert.rejects(
      openHeic(heicGrid({ columns: 2, rows: 2, width: 320, height: 240, missing: 1 })),
      RangeError,
    );
    await assert.rejects(openHeic(heicGrid({ columns: 1, rows: 1, width: 160, height: 240 })), RangeError);
    await assert.rejects(
      openHeic(heicGrid({ columns: 1, rows: 1, width: 60_000, height: 60_000 })),
      RangeError,
    );
  });
});
