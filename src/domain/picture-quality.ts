/** Why a picture that can be opened cannot be read well; told while its sender can take another. Most telling first. */
export const QUALITY_REFUSALS = [
  'PICTURE_SAME_AS_OTHER_SIDE',
  'PICTURE_LOW_RESOLUTION',
  'PICTURE_TOO_DARK',
  'PICTURE_NO_DOCUMENT',
  'PICTURE_NO_FACE',
  'PICTURE_BLURRED',
  'PICTURE_GLARE',
  'PICTURE_CUT_OFF',
] as const;
export type QualityRefusal = (typeof QUALITY_REFUSALS)[number];

/** What was measured in a picture. All but the side are measured in a copy whose long side has 1000 pixels. */
export interface PictureMeasures {
  /** Pixels of the picture itself. */
  shortSide: number;
  /**
   * The steepest change of brightness across one pixel, as a share of the contrast around it, where the picture is
   * sharpest: 0.4 and more where it is sharp, 0.2 under a blur of 4.5 pixels. 0 to 1; independent of light and contrast.
   */
  sharpness: number;
  /** Of the brightest parts, 0 to 255. */
  brightness: number;
  /** Share of the picture that shows anything with contrast, 0 to 1. */
  printedShare: number;
  /** Rows of pixels that cross what looks like a line of print, in the direction in which there are most. */
  textRows: number;
  /** Sides of the picture over which lines of print run, 0 to 2. */
  cutSides: number;
  /** Share of the document in which a lamp shines back, 0 to 1. */
  glareShare: number;
}

/** What inspection saw in a picture, apart from its facts. */
export interface PictureLook {
  measures: PictureMeasures;
  /** 64 hexadecimal digits that differ little between copies of one picture; undefined where it shows nothing. */
  likeness?: string;
  /** Pixels across the largest face, in a copy whose long side has 1000; 0 where there is none. Undefined: not looked for. */
  faceWidth?: number;
}

/** What a picture is to show, which decides what is looked for in it. */
export type PictureSubject = 'document' | 'face';

/** From where on a picture is refused. A picture at the limit passes. */
export interface QualityLimits {
  minShortSide: { identity: number; address: number };
  minSharpness: { identity: number; address: number };
  minBrightness: number;
  minPrintedShare: number;
  minTextRows: number;
  maxGlareShare: number;
  maxCutSides: number;
  /** Of a selfie; see `faceWidth`. */
  minFaceWidth: number;
  /** Of 256 bits of likeness, so many may differ in pictures that count as one. */
  sameWithinBits: number;
  /** After so many refusals for quality, the end-user may have the last picture of the slot used anyway. */
  refusalsBeforeAnyway: number;
}

/**
 * Set so that no published specimen is refused, some of them 400 pixels wide, and that drawn ones are where they can
 * no longer be read (docs/reading.md). A sheet of A4 needs about 150 dots an inch, which are 1240 pixels; 1200 is what messengers make of a photo.
 */
export const DEFAULT_QUALITY_LIMITS: QualityLimits = {
  minShortSide: { identity: 140, address: 1200 },
  minSharpness: { identity: 0.2, address: 0.24 },
  minBrightness: 45,
  minPrintedShare: 0.02,
  minTextRows: 8,
  maxGlareShare: 0.035,
  maxCutSides: 0,
  minFaceWidth: 80,
  sameWithinBits: 16,
  refusalsBeforeAnyway: 2,
};

/** Below this side lines of print have too few pixels to be told from others: no picture is refused for want of them. */
const TELLS_PRINT_FROM = 400;

export interface QualityCircumstances {
  slot: string;
  /** `document` if not given. */
  subject?: PictureSubject;
  limits: QualityLimits;
  /** Likeness of the other side of the document. */
  otherSide?: string | undefined;
}

/** What is wrong with a picture in a slot, by its name, the most telling first; empty where it is good enough. */
export function qualityProblems(look: PictureLook, circumstances: QualityCircumstances): QualityRefusal[] {
  const found =
    circumstances.subject === 'face'
      ? faceProblems(look, circumstances.limits)
      : documentProblems(look, circumstances);
  return QUALITY_REFUSALS.filter((code) => found[code]);
}

type Found = Partial<Record<QualityRefusal, boolean>>;

/** A face has no print, edges or lines. One that is blurred beyond use is not found; one in the dark is told to be. */
function faceProblems({ measures, faceWidth = 0 }: PictureLook, limits: QualityLimits): Found {
  const dark = measures.brightness < limits.minBrightness;
  return { PICTURE_TOO_DARK: dark, PICTURE_NO_FACE: !dark && faceWidth < limits.minFaceWidth };
}

function documentProblems(
  { measures, likeness }: PictureLook,
  { slot, limits, otherSide }: QualityCircumstances,
): Found {
  const use = slot === 'proof-of-address' ? 'address' : 'identity';
  const dark = measures.brightness < limits.minBrightness;
  const blank = measures.printedShare < limits.minPrintedShare;
  const blurred = measures.sharpness < limits.minSharpness[use];
  const printless = measures.textRows < limits.minTextRows && measures.shortSide >= TELLS_PRINT_FROM;
  return {
    PICTURE_SAME_AS_OTHER_SIDE: isSamePicture(likeness, otherSide, limits.sameWithinBits),
    PICTURE_LOW_RESOLUTION: measures.shortSide < limits.minShortSide[use],
    PICTURE_TOO_DARK: dark,
    // What is dark or blurred shows no lines of print either; that is not what to tell.
    PICTURE_NO_DOCUMENT: !dark && (blank || (printless && !blurred)),
    PICTURE_BLURRED: !dark && !blank && blurred,
    PICTURE_GLARE: measures.glareShare > limits.maxGlareShare,
    PICTURE_CUT_OFF: measures.cutSides > limits.maxCutSides,
  };
}

function isSamePicture(one: string | undefined, other: string | undefined, withinBits: number): boolean {
  return one !== undefined && other !== undefined && differingBits(one, other) <= withinBits;
}

/** Bits in which two likenesses of one length differ; all of them where the lengths do. */
export function differingBits(one: string, other: string): number {
  if (one.length !== other.length) return Math.max(one.length, other.length) * 4;
  let bits = 0;
  for (let at = 0; at < one.length; at++) {
    const differing = Number.parseInt(one[at] ?? '0', 16) ^ Number.parseInt(other[at] ?? '0', 16);
    bits += (differing & 1) + ((differing >> 1) & 1) + ((differing >> 2) & 1) + (differing >> 3);
  }
  return bits;
}
