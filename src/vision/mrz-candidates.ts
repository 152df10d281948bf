import { beginsLike } from '../domain/mrz.ts';
import { MRZ_CHARACTERS, mrzAlphabets } from '../domain/mrz-alphabet.ts';
import { MRZ_FORMATS, MRZ_SHAPES } from '../domain/mrz-layout.ts';
import type { MrzFormat } from '../domain/reading.ts';
import { type DecodedLine, decodeLine, readFreely } from './mrz-decode.ts';
import type { LineScores } from './mrz-net.ts';

/** A zone as some format allows it. */
export interface ZoneCandidate {
  format: MrzFormat;
  lines: string[];
  /** Where the characters of each line begin, in shares of the crop's width. */
  places: number[][];
  /** Log-probability a character; 0 is certain. */
  score: number;
  /** True where a line holds what its places may not hold. */
  breaksStandard: boolean;
}

/** What the standard's alphabet may cost a character before the eye is believed rather than the rule. */
const BREAKING_COST = 0.1;

/** How many characters a line may be misjudged by without losing its format. */
const LENGTH_TOLERANCE = 4;

interface ReadCrop {
  scores: LineScores;
  freely: DecodedLine;
}

interface LineReading extends DecodedLine {
  free: boolean;
}

/**
 * Decodes the lines of a strip under every format of as many lines, the likeliest first. `crops` holds what the net
 * said of each crop of each line.
 */
export function zoneCandidates(crops: readonly (readonly LineScores[])[]): ZoneCandidate[] {
  const read = crops.map((ofLine) => ofLine.map((scores) => ({ scores, freely: readFreely(scores) })));
  return likelyFormats(read)
    .flatMap((format) => readAs(format, read))
    .sort((a, b) => b.score - a.score);
}

/**
 * Formats whose length is about as many characters as were read freely. Formats of one shape differ in their first
 * characters alone: those that clearly stand there decide.
 */
function likelyFormats(lines: readonly (readonly ReadCrop[])[]): MrzFormat[] {
  const formats = MRZ_FORMATS.filter((format) => MRZ_SHAPES[format].lines === lines.length);
  const counts = lines.flatMap(([crop]) => crop?.freely.text.length ?? []);
  const near = formats.filter((format) =>
    counts.some((count) => Math.abs(count - MRZ_SHAPES[format].length) <= LENGTH_TOLERANCE),
  );
  const first = lines[0]?.[0];
  if (!first) return [];
  const fitting = near.filter((format) =>
    beginsLike(format, decode(first, MRZ_SHAPES[format].length)?.text ?? ''),
  );
  const shapes = new Set(fitting.map((format) => MRZ_SHAPES[format].length));
  return near.filter((format) => fitting.includes(format) || !shapes.has(MRZ_SHAPES[format].length));
}

/** The likeliest text of a length, whatever its places may hold. */
function decode({ scores, freely }: ReadCrop, length: number): DecodedLine | undefined {
  if (freely.text.length === length) return freely;
  return decodeLine(
    scores,
    Array.from({ length }, () => MRZ_CHARACTERS),
  );
}

/** The likeliest crop of each line; then the same with one line read from its second or third likeliest crop. */
function readAs(format: MrzFormat, crops: readonly (readonly ReadCrop[])[]): ZoneCandidate[] {
  const alphabets = mrzAlphabets(format);
  const readings = crops.map((ofLine, line) => {
    const read = ofLine.flatMap((crop) => readLine(crop, alphabets[line] ?? [], line === 0) ?? []);
    return read.sort((a, b) => b.score - a.score);
  });
  const picks = readings.flatMap((ofLine, line) =>
    ofLine.slice(1).map((_, other) => readings.map((_, at) => (at === line ? other + 1 : 0))),
  );
  return [readings.map(() => 0), ...picks].flatMap((pick) => {
    const lines = pick.flatMap((choice, line) => readings[line]?.[choice] ?? []);
    return lines.length === crops.length ? [toCandidate(format, lines)] : [];
  });
}

function toCandidate(format: MrzFormat, lines: readonly LineReading[]): ZoneCandidate {
  const characters = lines.reduce((sum, line) => sum + line.text.length, 0);
  return {
    format,
    lines: lines.map(({ text }) => text),
    places: lines.map((line) => line.places),
    score: lines.reduce((sum, line) => sum + line.score, 0) / characters,
    breaksStandard: lines.some(({ free }) => free),
  };
}

/** Held to the alphabet of its places, unless that costs so much that the print must break the standard. */
function readLine(
  { scores, freely }: ReadCrop,
  alphabets: readonly string[],
  isFirst: boolean,
): LineReading | undefined {
  // The likeliest path of all is also the likeliest of those that are allowed, if it is allowed.
  if (fits(freely.text, alphabets)) return { ...freely, free: false };
  // The first character is what tells the format, so it is held all the same.
  const loose = alphabets.map((alphabet, place) => (isFirst && place === 0 ? alphabet : MRZ_CHARACTERS));
  const held = decodeLine(scores, alphabets);
  const free = decodeLine(scores, loose);
  if (!free) return undefined;
  const breaks = !held || (free.score - held.score) / alphabets.length > BREAKING_COST;
  return breaks ? { ...free, free: true } : { ...held, free: false };
}

const fits = (text: string, alphabets: readonly string[]) =>
  text.length === alphabets.length && alphabets.every((alphabet, at) => alphabet.includes(text.charAt(at)));
