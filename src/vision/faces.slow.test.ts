import assert from 'node:assert/strict';
import sharp from 'sharp';
import { drawFace, drawPassportWith, OTHER_FACE } from '../../test/support/drawn-face.ts';
import { notCompared } from '../domain/face.ts';
import { DEFAULT_QUALITY_LIMITS } from '../domain/picture-quality.ts';
import { VisionTimeoutError } from './errors.ts';
import { createVisionPool, type VisionPool } from './pool.ts';

const TODAY = '2026-11-30';
const blank = (background: string) =>
  sharp({ create: { width: 900, height: 1200, channels: 3, background } })
    .jpeg()
    .toBuffer();

describe('faces, by the models of face-api in a child process', function () {
  this.timeout(120_000);
  let vision: VisionPool;
  let document: Buffer;
  let turned: Buffer;
  let front: Buffer;
  before(async () => {
    vision = createVisionPool({ size: 1 });
    [document, turned, front] = await Promise.all([
      drawPassportWith({}, TODAY),
      drawFace({ turn: 1 }),
      drawFace(),
    ]);
  });
  after(() => vision.close());

  const widthIn = async (picture: Buffer) => {
    const inspection = await vision.inspect(picture, { subject: 'face' });
    assert.ok(inspection.accepted);
    return inspection.look?.faceWidth ?? -1;
  };

  it('are found in a selfie when it is uploaded, straight or turned', async () => {
    for (const picture of [front, turned]) {
      const width = await widthIn(picture);
      assert.ok(width >= DEFAULT_QUALITY_LIMITS.minFaceWidth && width < 600, `${width}`);
    }
  });

  it('are not found where there is none, nor in one that is blurred beyond use', async () => {
    assert.equal(await widthIn(await blank('#b7a08c')), 0);
    assert.equal(await widthIn(await sharp(front).blur(60).jpeg().toBuffer()), 0);
  });

  it('are not looked for in documents', async () => {
    const inspection = await vision.inspect(document);
    assert.ok(inspection.accepted && inspection.look);
    assert.equal('faceWidth' in inspection.look, false);
  });

  it('make a selfie read, and want of one unreadable', async () => {
    const options = { kind: 'selfie', side: 'front', today: TODAY } as const;
    assert.equal((await vision.read(front, options)).status, 'read');
    const none = await vision.read(await blank('#333333'), options);
    assert.deepEqual([none.status, 'reason' in none && none.reason], ['unreadable', 'NO_FACE']);
    const broken = await vision.read(front.subarray(0, 200), options);
    assert.deepEqual([broken.status, 'reason' in broken && broken.reason], ['unreadable', 'PICTURE_CORRUPT']);
  });

  it('of one drawing are more alike than those of two, and the turn of the head is seen', async () => {
    const same = await vision.compareFaces({ document, turned, front });
    const other = await vision.compareFaces({
      document,
      turned: await drawFace({ ...OTHER_FACE, turn: -1 }),
      front: await drawFace(OTHER_FACE),
    });
    const [alike, unlike] = [same.comparison.score ?? 0, other.comparison.score ?? 1];
    assert.ok(alike > 0.75 && unlike < alike - 0.1, `${alike} and ${unlike}`);
    const { frames } = same.comparison;
    assert.ok((frames.turned.yaw ?? 0) >= 20, 'to the own left');
    assert.ok(Math.abs(frames.front.yaw ?? 90) <= 10);
    assert.ok((other.comparison.frames.turned.yaw ?? 0) <= -20, 'to the own right');
  });

  it('of a document are cut out upright, whichever way up its picture is', async () => {
    for (const quarters of [1, 2, 3]) {
      const lying = await sharp(document)
        .rotate(quarters * 90)
        .jpeg()
        .toBuffer();
      const { comparison, portrait } = await vision.compareFaces({ document: lying, turned, front });
      assert.ok((comparison.score ?? 0) > 0.7, `${quarters}: ${comparison.score}`);
      const { width = 0, height = 0, format, exif } = await sharp(Buffer.from(portrait ?? [])).metadata();
      assert.deepEqual([format, exif], ['jpeg', undefined]);
      assert.ok(height > width && width > 100 && height <= 600, `${width} x ${height}`);
    }
  });

  it('come back as numbers and a portrait only: what they are known by stays in the child', async () => {
    const { comparison, ...rest } = await vision.compareFaces({ document, turned, front });
    assert.deepEqual(Object.keys(rest), ['portrait']);
    assert.deepEqual(Object.keys(comparison).sort(), ['distance', 'frames', 'reason', 'score']);
    assert.ok(JSON.stringify(comparison).length < 200);
  });

  it('that are not there are told, each with its reason', async () => {
    const nothing = await blank('#d8d2c4');
    const noPortrait = await vision.compareFaces({ document: nothing, turned, front });
    assert.deepEqual([noPortrait.comparison.reason, noPortrait.portrait], ['NO_PORTRAIT', undefined]);
    const noSelfie = await vision.compareFaces({ document, turned: nothing, front: nothing });
    assert.deepEqual(noSelfie.comparison, notCompared('NO_FACE_IN_SELFIE'));
    assert.ok(noSelfie.portrait);
  });

  it('are not found in files that nobody can open, and the child lives on', async () => {
    const junk = Buffer.from('not a picture');
    const { comparison } = await vision.compareFaces({ document: junk, turned: junk, front: junk });
    assert.deepEqual(comparison, notCompared('NO_PORTRAIT'));
    assert.ok((await vision.compareFaces({ document, turned, front })).comparison.score);
  });

  it('are given up with their child where they take too long', async () => {
    const hasty = createVisionPool({ size: 1, readTimeoutMs: 1 });
    await assert.rejects(hasty.compareFaces({ document, turned, front }), VisionTimeoutError);
    await hasty.close();
  });
});
