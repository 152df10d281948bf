import type { FaceComparison, FaceFrame, NotComparedReason } from '../domain/face.ts';
import { faceScore } from '../domain/face.ts';
import type { Box } from '../domain/text-lines.ts';
import { type ColourImage, cutOut, openColour, openSelfie, turnColour } from './colour-image.ts';
import type { FaceEngine, SeenFace } from './face-engine.ts';

/** Pictures as they were uploaded. */
export interface FacePictures {
  /** The side of the identity document that shows its holder. */
  document: Uint8Array;
  /** The two pictures of the selfie step. */
  turned: Uint8Array;
  front: Uint8Array;
}

export interface ComparedFaces {
  comparison: FaceComparison;
  /** The portrait cut out of the document, upright, as a JPEG; absent where none was found. */
  portrait?: Buffer;
}

/** Long sides in pixels: of a document, on a small part of which the portrait is, and of the portrait as it is kept. */
const DOCUMENT_SIDE = 1800;
const PORTRAIT_SIDE = 600;
/** Of the copy in which the way up is looked for; the detector itself works on 512 pixels. */
const TURNING_SIDE = 800;

/**
 * Finds the portrait of a document and compares it with the face that looks straight at the camera. What the faces are
 * compared by is forgotten when this returns. A picture that cannot be decoded shows no face.
 */
export async function compareFaces(pictures: FacePictures, engine: FaceEngine): Promise<ComparedFaces> {
  const portrait = await findPortrait(pictures.document, engine);
  const turned = await facesOf(pictures.turned, engine);
  const front = await facesOf(pictures.front, engine);
  const frames = { turned: frameOf(turned), front: frameOf(front) };
  const crop = portrait && (await cutOut(portrait.image, withMargin(portrait), PORTRAIT_SIDE));
  const [face] = front;
  const distance = portrait && face ? rounded(engine.distance(portrait.face, face)) : null;
  const reason = portrait ? 'NO_FACE_IN_SELFIE' : 'NO_PORTRAIT';
  return {
    comparison: { ...measured(distance, reason), frames },
    ...(crop && { portrait: crop }),
  };
}

function measured(distance: number | null, reason: NotComparedReason) {
  if (distance === null) return { score: null, distance: null, reason };
  return { score: rounded(faceScore(distance)), distance, reason: null };
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

const frameOf = (faces: readonly SeenFace[]): FaceFrame => ({
  faces: faces.length,
  yaw: faces[0]?.yaw ?? null,
});

async function facesOf(bytes: Uint8Array, engine: FaceEngine): Promise<SeenFace[]> {
  const image = await openSelfie(bytes);
  return image ? engine.find(image) : [];
}

interface Portrait {
  face: SeenFace;
  /** The document, turned so that the portrait is upright. */
  image: ColourImage;
}

/**
 * The largest face of a document, whichever way up its picture is: a second, faint portrait is smaller. Faces are found
 * lying down, too, and are then measured wrongly, so the way up is the one in which the detector is surest.
 */
async function findPortrait(bytes: Uint8Array, engine: FaceEngine): Promise<Portrait | undefined> {
  const picture = await openColour(bytes, DOCUMENT_SIDE);
  const quarters = picture && (await quartersToUpright(bytes, engine));
  if (!picture || quarters === undefined) return undefined;
  const image = quarters === 0 ? picture : await turnColour(picture, quarters);
  const [face] = await engine.find(image);
  return face && { face, image };
}

/** Quarter turns, clockwise, that put the face of a document upright; undefined where it has none. */
async function quartersToUpright(bytes: Uint8Array, engine: FaceEngine): Promise<number | undefined> {
  const copy = await openColour(bytes, TURNING_SIDE);
  if (!copy) return undefined;
  let best: { quarters: number; sureness: number } | undefined;
  for (const quarters of [0, 1, 2, 3]) {
    const faces = await engine.detect(quarters === 0 ? copy : await turnColour(copy, quarters));
    const sureness = Math.max(0, ...faces.map((face) => face.sureness));
    if (sureness > (best?.sureness ?? 0)) best = { quarters, sureness };
  }
  return best?.quarters;
}

/** So much of the face's size is kept around it: hair and shoulders help people to compare. */
const MARGIN = 0.4;

/** The part of the document to cut out, within the picture. */
function withMargin({ face: { box }, image }: Portrait): Box {
  const across = Math.round((box.right - box.left) * MARGIN);
  const down = Math.round((box.bottom - box.top) * MARGIN);
  return {
    left: Math.max(0, box.left - across),
    top: Math.max(0, box.top - down),
    right: Math.min(image.width, box.right + across),
    bottom: Math.min(image.height, box.bottom + down),
  };
}
