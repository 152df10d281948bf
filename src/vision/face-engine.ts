import type { Box } from '../domain/text-lines.ts';
import type { ColourImage } from './colour-image.ts';
import { type DetectedFace, type FacePoint, loadFaceApi, type Tensor, type TensorFlow } from './face-api.ts';

/** Name and version of the reader of selfies, kept with what it gives. */
export const FACE_READER = 'face-api 1.7.15';

/** A face in an image. */
export interface SeenFace {
  /** Pixels of the image. */
  box: Box;
  /** Degrees; see `FaceFrame`. */
  yaw: number;
  /** What two faces are compared by; it stays in the process. */
  descriptor: Float32Array;
}

/** That there is a face, and nothing by which it could be known. */
export interface FoundFace {
  /** Pixels across. */
  width: number;
  /** 0 to 1, the detector's own measure. */
  sureness: number;
}

export interface FaceEngine {
  /** Faces that are large enough, the largest first, without anything else about them. */
  detect(image: ColourImage): Promise<FoundFace[]>;
  /** Faces that are large enough to be compared, the largest first. */
  find(image: ColourImage): Promise<SeenFace[]>;
  /** 0 for one and the same picture; about 1.2 at most. */
  distance(one: SeenFace, other: SeenFace): number;
}

/** What is called a face with less certainty than this is often none. */
const MIN_CONFIDENCE = 0.5;
/** A crowd is not looked through. */
const MAX_FACES = 8;
/** Below this width in pixels the net for descriptions is given little but blur. */
const MIN_WIDTH = 32;

export async function createFaceEngine(): Promise<FaceEngine> {
  const { tf, faceApi } = await loadFaceApi();
  const options = new faceApi.SsdMobilenetv1Options({ minConfidence: MIN_CONFIDENCE, maxResults: MAX_FACES });
  return {
    detect: async (image) => {
      const found = await withTensor(tf, image, (tensor) => faceApi.detectAllFaces(tensor, options));
      return found
        .map(({ box, score }) => ({ width: Math.round(box.width), sureness: score }))
        .filter(({ width }) => width >= MIN_WIDTH)
        .sort((one, other) => other.width - one.width);
    },
    find: async (image) => {
      const faces = await withTensor(tf, image, (tensor) =>
        faceApi.detectAllFaces(tensor, options).withFaceLandmarks().withFaceDescriptors(),
      );
      return faces
        .filter(({ detection }) => detection.box.width >= MIN_WIDTH)
        .sort((one, other) => areaOf(other) - areaOf(one))
        .map((face) => ({
          box: boxOf(face, image),
          yaw: yawOf(face.landmarks.positions),
          descriptor: face.descriptor,
        }));
    },
    distance: (one, other) => faceApi.euclideanDistance(one.descriptor, other.descriptor),
  };
}

/** A function that loads the engine when it is first called: most processes never need it. A failure is tried again. */
export function lazyFaceEngine(): () => Promise<FaceEngine> {
  let loading: Promise<FaceEngine> | undefined;
  return async () => {
    loading ??= createFaceEngine();
    try {
      return await loading;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };
}

/** The memory of a tensor is outside that of JavaScript and is given back by hand. */
async function withTensor<Result>(
  tf: TensorFlow,
  { width, height, pixels }: ColourImage,
  use: (tensor: Tensor) => PromiseLike<Result>,
): Promise<Result> {
  const tensor = tf.tensor3d(pixels, [height, width, 3], 'int32');
  try {
    return await use(tensor);
  } finally {
    tensor.dispose();
  }
}

const areaOf = ({ detection: { box } }: DetectedFace) => box.width * box.height;

/** Within the image: a face at the edge is guessed beyond it. */
function boxOf({ detection: { box } }: DetectedFace, { width, height }: ColourImage): Box {
  return {
    left: Math.max(0, Math.round(box.x)),
    top: Math.max(0, Math.round(box.y)),
    right: Math.min(width, Math.round(box.x + box.width)),
    bottom: Math.min(height, Math.round(box.y + box.height)),
  };
}

/** Places among the 68 points: the edges of the face at the height of the ears, the tip of the nose, the two eyes. */
const RIGHT_EDGE = 1;
const LEFT_EDGE = 15;
const NOSE_TIP = 30;
const RIGHT_EYE = [36, 42] as const;
const LEFT_EYE = [42, 48] as const;

/**
 * Where the nose stands between the edges of the face, measured along the line of the eyes, as an angle: seen from the
 * front it is in the middle. The person's right eye is on the left of a picture that is not mirrored.
 */
export function yawOf(points: readonly FacePoint[]): number {
  const from = centreOf(points.slice(...RIGHT_EYE));
  const to = centreOf(points.slice(...LEFT_EYE));
  const along = ({ x, y }: FacePoint) => x * (to.x - from.x) + y * (to.y - from.y);
  const [right, nose, left] = [RIGHT_EDGE, NOSE_TIP, LEFT_EDGE].map((at) => along(points[at] ?? from));
  if (right === undefined || nose === undefined || left === undefined || right === left) return 0;
  const share = (2 * nose - right - left) / (left - right);
  return Math.round((Math.asin(Math.min(1, Math.max(-1, share))) * 180) / Math.PI);
}

function centreOf(points: readonly FacePoint[]): FacePoint {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
