import { beginsLike } from '../domain/mrz.ts';
import { MRZ_CHARACTERS, mrzAlphabets } from '../domain/mrz-alphabet.ts';
import { MRZ_FORMATS, MRZ_SHAPES } from '../domain/mrz-layout.ts';
import type { MrzFormat } from '../domain/reading.ts';
import { type DecodedLine, decodeLine } from './mrz-decode.ts';
import type { LineScores } from './mrz-net.ts';

/** A zone as some format allows it. */
export interface ZoneCandidate {
  format: MrzFormat;
  lines: string[];
  /** Log-probability a character; 0 is certain. */
  score: number;
  /** True where a line holds what its places may not hold. */
  breaksStandard: boolean;
}

/** What the standard's alphabet may cost a character before the eye is believed rather than the rule. */
const BREAKING_COST = 0.1;

interface LineReading extends DecodedLine {
  free: boolean;
}

/**
 * Decodes the lines of a strip under every format of as many lines, the likeliest first. `crops` holds what the net
 * said of each crop of each line.
 */
export function zoneCandidates(crops: readonly (readonly LineScores[])[]): ZoneCandidate[] {
  return likelyFormats(crops)
    .flatMap((format) => readAs(format, crops))
    .sort((a, b) => b.score - a.score);
}

/** Formats of one shape differ in their first characters alone; those that clearly stand there decide. */
function likelyFormats(crops: readonly (readonly LineScores[])[]): MrzFormat[] {
  const first = crops[0]?.[0];
  const formats = MRZ_FORMATS.filter((format) => MRZ_SHAPES[format].lines === crops.length);
  if (!first) return [];
  return formats.filter((format) => {
    const { length } = MRZ_SHAPES[format];
    const text = decodeLine(first, anything(length))?.text ?? '';
    const alike = formats.filter((other) => MRZ_SHAPES[other].length === length);
    return beginsLike(format, text) || !alike.some((other) => beginsLike(other, text));
  });
}

const anything = (length: number) => Array.from({ length }, () => MRZ_CHARACTERS);

/** The likeliest crop of each line; then the same with one line read from its second or third likeliest crop. */
function readAs(format: MrzFormat, crops: readonly (readonly LineScores[])[]): ZoneCandidate[] {
  const alphabets = mrzAlphabets(format);
  const readings = crops.map((ofLine, line) => {
    const read = ofLine.flatMap((scores) => readLine(scores, alphabets[line] ?? [], line === 0) ?? []);
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
    score: lines.reduce((sum, line) => sum + line.score, 0) / characters,
    breaksStandard: lines.some(({ free }) => free),
  };
}

/** Held to the alphabet of its places, unless that costs so much that the print must break the standard. */
function readLine(
  scores: LineScores,
  alphabets: readonly string[],
  isFirst: boolean,
): LineReading | undefined {
  // The first character is what tells the format, so it is held all the same.
  const loose = alphabets.map((alphabet, place) => (isFirst && place === 0 ? alphabet : MRZ_CHARACTERS));
  const held = decodeLine(scores, alphabets);
  const free = decodeLine(scores, loose);
  if (!free) return undefined;
  const breaks = !held || (free.score - held.score) / alphabets.length > BREAKING_COST;
  return breaks ? { ...free, free: true } : { ...held, free: false };
}
