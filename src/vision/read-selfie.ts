import type { Reading } from '../domain/reading.ts';
import { openSelfie } from './colour-image.ts';
import { FACE_READER, type FaceEngine } from './face-engine.ts';

/** A selfie is read where it shows a face. Whose it is, and how it compares, is asked once all pictures are there. */
export async function readSelfie(bytes: Uint8Array, engine: FaceEngine): Promise<Reading> {
  const kind = 'selfie';
  const image = await openSelfie(bytes);
  if (!image) return { status: 'unreadable', kind, reason: 'PICTURE_CORRUPT', reader: FACE_READER };
  const [face] = await engine.detect(image);
  if (!face) return { status: 'unreadable', kind, reason: 'NO_FACE', reader: FACE_READER };
  return { status: 'read', kind, printed: {}, reader: FACE_READER };
}
