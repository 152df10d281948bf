import { MRZ_CHARACTERS } from '../domain/mrz-alphabet.ts';
import { type LineScores, NET_CLASSES } from './mrz-net.ts';

/** A line of text with the log-probability of the likeliest way in which the net may have meant it. */
export interface DecodedLine {
  text: string;
  score: number;
  /** Where each character begins, in shares of the line's width. */
  places: number[];
}

const NEVER = Number.NEGATIVE_INFINITY;
const CHARACTERS = MRZ_CHARACTERS.length;

/** The classes of the characters that may stand at a place; all where nothing is said. */
const classesOf = (alphabet: string) => [...alphabet].map((character) => MRZ_CHARACTERS.indexOf(character));

/** What the net reads if nothing is known of the line, its length included: the likeliest class at every place. */
export function readFreely({ frames, logProbabilities }: LineScores): DecodedLine {
  let text = '';
  let score = 0;
  let before = 0;
  const places: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    let best = 0;
    let most = at(logProbabilities, frame);
    for (let index = 1; index < NET_CLASSES; index++) {
      const value = at(logProbabilities, index * frames + frame);
      if (value > most) {
        most = value;
        best = index;
      }
    }
    score += most;
    if (best !== 0 && best !== before) {
      text += MRZ_CHARACTERS[best - 1] ?? '';
      places.push((frame + 0.5) / frames);
    }
    before = best;
  }
  return { text, score, places };
}

const at = (values: ArrayLike<number>, index: number) => values[index] ?? NEVER;

/**
 * The likeliest text of exactly as many characters as there are `alphabets`, each out of its own: an exact search
 * (Viterbi) over the paths of connectionist temporal classification. Undefined where no path is long enough.
 */
export function decodeLine(scores: LineScores, alphabets: readonly string[]): DecodedLine | undefined {
  const { frames, logProbabilities } = scores;
  const length = alphabets.length;
  if (frames < length) return undefined;
  const trellis = createTrellis(frames, length);
  const classes = alphabets.map(classesOf);
  for (let frame = 0; frame < frames; frame++) {
    const least = Math.max(0, length - (frames - frame));
    // From the end of the line to its beginning, so that each count still finds the frame before at the lower count.
    for (let count = Math.min(length, frame + 1); count >= least; count--) {
      stepBlank(trellis, frame, count, at(logProbabilities, frame));
      if (count > 0) stepCharacters(trellis, frame, count, classes[count - 1] ?? [], logProbabilities);
    }
  }
  return trace(trellis);
}

const STAYS = 0;
const FROM_BLANK = 1;
/** With the character before added. */
const FROM_CHARACTER = 2;

/** Best score with `count` characters said: ended by a blank, or by a character that still lasts. */
interface Trellis {
  frames: number;
  length: number;
  blank: Float64Array;
  character: Float64Array;
  /** The likeliest and second likeliest last character of each count, as they were a frame ago. */
  best: Int16Array;
  second: Int16Array;
  /** Whence: for blanks the character before, or -1; for characters one of the three below. */
  fromBlank: Int8Array;
  fromCharacter: Uint8Array;
}

function createTrellis(frames: number, length: number): Trellis {
  const counts = length + 1;
  const trellis = {
    frames,
    length,
    blank: new Float64Array(counts).fill(NEVER),
    character: new Float64Array(counts * CHARACTERS).fill(NEVER),
    best: new Int16Array(counts).fill(-1),
    second: new Int16Array(counts).fill(-1),
    fromBlank: new Int8Array(frames * counts),
    fromCharacter: new Uint8Array(frames * counts * CHARACTERS),
  };
  trellis.blank[0] = 0;
  return trellis;
}

const scoreOf = ({ character }: Trellis, count: number, last: number) =>
  last < 0 ? NEVER : at(character, count * CHARACTERS + last);

function stepBlank(trellis: Trellis, frame: number, count: number, logProbability: number): void {
  const { blank, best, fromBlank, length } = trellis;
  const last = best[count] ?? -1;
  const ended = scoreOf(trellis, count, last);
  const stays = at(blank, count) >= ended;
  fromBlank[frame * (length + 1) + count] = stays ? -1 : last;
  // The character's own step still needs the blank of the frame before at the lower count, which comes later.
  blank[count] = Math.max(at(blank, count), ended) + logProbability;
}

function stepCharacters(
  trellis: Trellis,
  frame: number,
  count: number,
  classes: readonly number[],
  logProbabilities: Float32Array,
): void {
  const { blank, character, fromCharacter, frames, length } = trellis;
  const before = lastCharacters(trellis, count - 1);
  const fresh = at(blank, count - 1);
  const row = (frame * (length + 1) + count) * CHARACTERS;
  for (const index of classes) {
    // A character that follows itself needs a blank between, so it can only come from the second best.
    const [last, came] = index === before.best ? [before.second, before.next] : [before.best, before.top];
    const place = count * CHARACTERS + index;
    const stay = at(character, place);
    let most = stay;
    let whence = STAYS;
    if (fresh > most) {
      most = fresh;
      whence = FROM_BLANK;
    }
    if (came > most) {
      most = came;
      whence = FROM_CHARACTER + last;
    }
    fromCharacter[row + index] = whence;
    character[place] = most + at(logProbabilities, (index + 1) * frames + frame);
  }
  keepBest(trellis, count, classes);
}

function lastCharacters(trellis: Trellis, count: number) {
  const best = trellis.best[count] ?? -1;
  const second = trellis.second[count] ?? -1;
  return { best, second, top: scoreOf(trellis, count, best), next: scoreOf(trellis, count, second) };
}

function keepBest(trellis: Trellis, count: number, classes: readonly number[]): void {
  let best = -1;
  let second = -1;
  for (const index of classes) {
    const score = scoreOf(trellis, count, index);
    if (best < 0 || score > scoreOf(trellis, count, best)) {
      second = best;
      best = index;
    } else if (second < 0 || score > scoreOf(trellis, count, second)) second = index;
  }
  trellis.best[count] = best;
  trellis.second[count] = second;
}

function trace(trellis: Trellis): DecodedLine | undefined {
  const { frames, length, blank, best, fromBlank, fromCharacter } = trellis;
  const last = best[length] ?? -1;
  const ended = scoreOf(trellis, length, last);
  const score = Math.max(ended, at(blank, length));
  if (score === NEVER) return undefined;
  let count = length;
  let state = ended > at(blank, length) ? last : -1;
  const characters: string[] = [];
  const places: number[] = [];
  for (let frame = frames - 1; frame >= 0; frame--) {
    const row = frame * (length + 1) + count;
    if (state < 0) {
      state = fromBlank[row] ?? -1;
      continue;
    }
    const whence = fromCharacter[row * CHARACTERS + state] ?? 0;
    if (whence === STAYS) continue;
    characters.push(MRZ_CHARACTERS[state] ?? '');
    places.push((frame + 0.5) / frames);
    count -= 1;
    state = whence === FROM_BLANK ? -1 : whence - FROM_CHARACTER;
  }
  return { text: characters.reverse().join(''), score, places: places.reverse() };
}
