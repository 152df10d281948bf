import { mrzChecksPass, parseMrz } from '../domain/mrz.ts';
import type { Agreement, MrzFormat, MrzReading } from '../domain/reading.ts';
import { type GreyImage, quarterTurn } from './grey-image.ts';
import { type ZoneCandidate, zoneCandidates } from './mrz-candidates.ts';
import { cropLine } from './mrz-crops.ts';
import { toLineInk } from './mrz-ink.ts';
import type { LineNet, LineScores } from './mrz-net.ts';
import { agreementOf, readLineByPatterns } from './mrz-patterns.ts';
import { flipStrip, type Strip, searchStrips } from './mrz-strips.ts';
import type { OcrBReader } from './ocr-b-reader.ts';
import { TextReaderError } from './tesseract.ts';

/** Lines of a zone that was read, in pixels of the upright picture. */
export interface ZoneStrip extends Strip {
  format: MrzFormat;
}

/** A zone that was read, and where: `strip` is in pixels of `image`, the picture turned so that the zone is upright. */
export interface FoundZone {
  reading: MrzReading;
  strip: ZoneStrip;
  image: GreyImage;
  /** Quarter turns clockwise that made it upright. */
  turns: number;
}

export interface ZoneSearch {
  zone?: FoundZone;
  /** True where lines look like a zone and yet cannot be read. */
  incomplete: boolean;
}

export interface ZoneOptions {
  today: string;
  /** 4 looks for a zone whichever way up the picture is; 1 takes the picture as it stands. */
  turns: 1 | 4;
}

/** What reading a zone needs of a process's readers. */
export interface ZoneReaders {
  lines: LineNet;
  /** Asked where the patterns leave a line open; without it such a line stays unconfirmed. */
  ocrB?(): Promise<OcrBReader>;
}

/** Kept with every extraction. */
export const ZONE_READER = 'idbeyond mrz-net 1, patterns, ocr-b 1';

/** Heights of the crop of a line, in distances from line to line; the first is the cheapest and mostly enough. */
const SHARES = [0.72, 0.62, 0.85];
/** Longer side of the picture that is searched, in pixels; the first finds nearly all. */
const SIDES = [800, 1400, 1000];
/** Log-probability a character from which on a zone whose checks pass needs no second look. */
const SURE = -0.12;
/** From here on a zone is not looked for at other scales, whatever its check digits say. */
const FAIRLY_CLEAR = -0.2;
/** Below this a strip is no zone. */
const NO_ZONE = -0.7;
/** Below this a zone whose check digits do not all agree is not told: it would be guesswork. */
const READ_CLEARLY = -0.3;
/** The same where they do. */
const NEARLY_CLEARLY = -0.5;

interface Attempt extends ZoneCandidate {
  strip: Strip;
  passes: boolean;
}

/**
 * Finds and reads a machine-readable zone. Stops at the first zone that is sure and whose check digits are all right;
 * else gives the likeliest one, wrong digits and all, provided that it is clear.
 */
export async function readZone(
  image: GreyImage,
  options: ZoneOptions,
  readers: ZoneReaders,
): Promise<ZoneSearch> {
  const best = await bestAttempt(image, options, readers);
  if (!best) return { incomplete: false };
  if (best.score < (best.passes ? NEARLY_CLEARLY : READ_CLEARLY)) return { incomplete: true };
  const opinions = await otherOpinions(image, best, readers);
  if (isGuesswork(best, opinions)) return { incomplete: true };
  const reading = judge(best, options.today, opinions);
  if (!reading) return { incomplete: true };
  return { zone: { reading, ...uprightZone(image, best) }, incomplete: false };
}

/**
 * Print seen in a mirror, or other print that stands in rows, can be read as something too. It breaks the standard, its
 * check digits are wrong, it is none too clear and nobody else sees the same in any line.
 */
function isGuesswork({ score, passes, breaksStandard }: Attempt, opinions: readonly Agreement[]): boolean {
  return breaksStandard && !passes && score < SURE && !opinions.includes('agreed');
}

/** The patterns say of each line whether it is as it was read; a line that they leave open is read once more. */
async function otherOpinions(
  image: GreyImage,
  { strip, lines, format, places }: Attempt,
  { ocrB }: ZoneReaders,
): Promise<Agreement[]> {
  const opinions: Agreement[] = [];
  for (const [line, text] of lines.entries()) {
    const opinion = agreementOf(text, readLineByPatterns(image, strip, line, format, places[line] ?? []));
    const asked = opinion === 'unconfirmed' && ocrB;
    const again = asked ? await readAgain(image, strip, line, asked) : undefined;
    opinions.push(again === text ? 'agreed' : opinion);
  }
  return opinions;
}

/** Undefined where the engine fails: the line is as open as before. */
async function readAgain(
  image: GreyImage,
  strip: Strip,
  line: number,
  ocrB: () => Promise<OcrBReader>,
): Promise<string | undefined> {
  const reader = await ocrB();
  return reader.read(image, strip, line).catch((error: unknown) => {
    if (error instanceof TextReaderError) return undefined;
    throw error;
  });
}

/** No zone is trusted much on the word of one reader, and none at all whose readers differ. */
const CONFIDENCE: Record<Agreement, number> = { agreed: 1, unconfirmed: 0.8, disagreed: 0.5 };
/** What casts a doubt on the reading, however alike the readers have it. */
const DOUBTFUL = 0.7;

function judge(best: Attempt, today: string, lineAgreement: readonly Agreement[]): MrzReading | undefined {
  const context = { today, breaksStandard: best.breaksStandard, lineAgreement };
  const reading = parseMrz(best.lines, context);
  if (!reading) return undefined;
  const odd = reading.corrected || reading.breaksStandard || reading.unknownStates.length > 0;
  const doubt = odd || !mrzChecksPass(reading) ? DOUBTFUL : 1;
  const sure = Math.min(1, Math.exp(best.score / 2));
  const confidence = Math.round(sure * CONFIDENCE[reading.agreement] * doubt * 1000) / 1000;
  return parseMrz(best.lines, { ...context, confidence });
}

async function bestAttempt(
  image: GreyImage,
  { turns }: ZoneOptions,
  { lines }: ZoneReaders,
): Promise<Attempt | undefined> {
  let best: Attempt | undefined;
  for (const side of SIDES) {
    const search = await searchStrips(image, side, turns === 1);
    for (let index = 0; index < search.angles; index++) {
      for (const strip of search.at(index)) {
        best = better(best, await readStrip(image, strip, lines));
        if (best && isSettled(best)) return best;
      }
    }
    // The same print at another scale would show the same wrong digits.
    if (best && best.score > FAIRLY_CLEAR) return best;
  }
  return best;
}

const isSure = ({ passes, score }: Attempt) => passes && score > SURE;
/** Another strip would find nothing better: right digits, or wrong ones that are as clear as can be. */
const isSettled = ({ passes, score }: Attempt) => score > (passes ? READ_CLEARLY : SURE);

function better(a: Attempt | undefined, b: Attempt | undefined): Attempt | undefined {
  if (!a || !b) return a ?? b;
  return rank(b) > rank(a) ? b : a;
}

/** Right check digits count for much, but garbage passes three of them once in a thousand times. */
const rank = ({ passes, score }: Attempt) => score + (passes ? 0.2 : 0);

/** A strip as it is read from one side, crop by crop. */
interface StripReading {
  strip: Strip;
  /** What the net said so far of each crop of each line. */
  crops: LineScores[][];
  best: Attempt | undefined;
}

/**
 * Upside down, print looks like a zone too: a filler is read as 5, and W as M. So the other side is looked at unless
 * check digits speak for the first one.
 */
async function readStrip(image: GreyImage, strip: Strip, net: LineNet): Promise<Attempt | undefined> {
  const [first = 0, ...others] = SHARES;
  const begin = (from: Strip): StripReading => ({
    strip: from,
    crops: from.bands.map(() => []),
    best: undefined,
  });
  let reading = await readCrops(image, begin(strip), first, net);
  if (!reading.best?.passes || reading.best.score < READ_CLEARLY) {
    const other = await readCrops(image, begin(flipStrip(strip)), first, net);
    if (better(reading.best, other.best) === other.best) reading = other;
  }
  for (const share of others) {
    if (!reading.best || reading.best.score < NO_ZONE) return undefined;
    if (isSure(reading.best)) break;
    reading = await readCrops(image, reading, share, net);
  }
  return reading.best;
}

/** Reads every line from one more crop, `share` of the distance between lines high. */
async function readCrops(
  image: GreyImage,
  { strip, crops }: StripReading,
  share: number,
  net: LineNet,
): Promise<StripReading> {
  const more: LineScores[][] = [];
  for (const [line, ofLine] of crops.entries()) {
    more.push([...ofLine, await net.score(toLineInk(cropLine(image, strip, line, share)))]);
  }
  return { strip, crops: more, best: bestOf(zoneCandidates(more), strip) };
}

function bestOf(candidates: readonly ZoneCandidate[], strip: Strip): Attempt | undefined {
  const attempts = candidates.map((candidate) => {
    const reading = parseMrz(candidate.lines, { today: '2000-01-01' });
    return { ...candidate, strip, passes: reading !== undefined && mrzChecksPass(reading) };
  });
  return attempts.reduce<Attempt | undefined>((best, attempt) => better(best, attempt), undefined);
}

/** Turns the picture by quarters until the zone is level and upright, and its lines with it. */
function uprightZone(
  image: GreyImage,
  { strip, format }: Attempt,
): Pick<FoundZone, 'image' | 'strip' | 'turns'> {
  let upright = image;
  let { bands } = strip;
  let turns = 0;
  for (; turns < 4 && !isLevel(bands); turns++) {
    const { height } = upright;
    const turned = ({ x, y }: { x: number; y: number }) => ({ x: height - y, y: x });
    bands = bands.map(({ start, end, thickness }) => ({ start: turned(start), end: turned(end), thickness }));
    upright = quarterTurn(upright);
  }
  return { image: upright, strip: { format, bands }, turns };
}

function isLevel(bands: Strip['bands']): boolean {
  const [band] = bands;
  if (!band) return true;
  const along = { x: band.end.x - band.start.x, y: band.end.y - band.start.y };
  return along.x >= Math.abs(along.y);
}
