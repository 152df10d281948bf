import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MRZ_CHARACTERS, mrzAlphabets } from '../domain/mrz-alphabet.ts';
import { zoneCandidates } from './mrz-candidates.ts';
import { decodeLine, readFreely } from './mrz-decode.ts';
import { type LineScores, NET_CLASSES } from './mrz-net.ts';

/** Scores from weights a frame and class; `.` is the blank. Each frame is brought to probabilities. */
function scores(frames: Record<string, number>[]): LineScores {
  const logProbabilities = new Float32Array(NET_CLASSES * frames.length);
  for (const [frame, weights] of frames.entries()) {
    const all = Array.from({ length: NET_CLASSES }, (_, index) => {
      const character = index === 0 ? '.' : (MRZ_CHARACTERS[index - 1] ?? '');
      return weights[character] ?? 0.0001;
    });
    const total = all.reduce((sum, weight) => sum + weight, 0);
    for (const [index, weight] of all.entries()) {
      logProbabilities[index * frames.length + frame] = Math.log(weight / total);
    }
  }
  return { frames: frames.length, logProbabilities };
}

/** A clear line: two frames of each character and a blank after it. */
const clear = (text: string) =>
  scores([...text].flatMap((char) => [{ [char]: 1 }, { [char]: 1 }, { '.': 1 }]));
const any = (length: number) => Array.from({ length }, () => MRZ_CHARACTERS);

/** The best score of all paths that say just so many characters, found by trying every path. */
function byTryingAll(
  { frames, logProbabilities }: LineScores,
  alphabets: string[],
  classes: number[],
): number {
  let best = Number.NEGATIVE_INFINITY;
  const walk = (frame: number, before: number, count: number, score: number) => {
    if (frame === frames) {
      if (count === alphabets.length) best = Math.max(best, score);
      return;
    }
    for (const index of classes) {
      const isNew = index !== 0 && index !== before;
      if (isNew && !alphabets[count]?.includes(MRZ_CHARACTERS[index - 1] ?? '?')) continue;
      walk(frame + 1, index, count + Number(isNew), score + (logProbabilities[index * frames + frame] ?? 0));
    }
  };
  walk(0, 0, 0, 0);
  return best;
}

describe('decoding what the net says of a line', () => {
  it('reads what is clear, and tells where each character begins', () => {
    const line = readFreely(clear('L898<<'));
    assert.equal(line.text, 'L898<<');
    assert.deepEqual(
      line.places.map((place) => Math.floor(place * 18)),
      [0, 3, 6, 9, 12, 15],
    );
    assert.deepEqual(decodeLine(clear('L898<<'), any(6)), line);
  });

  it('keeps a place to its alphabet', () => {
    const doubtful = scores([{ O: 0.6, 0: 0.4 }, { '.': 1 }, { 1: 1 }]);
    assert.equal(decodeLine(doubtful, any(2))?.text, 'O1');
    assert.equal(decodeLine(doubtful, ['0123456789', '0123456789'])?.text, '01');
  });

  it('gives as many characters as there are places, splitting or dropping where it costs least', () => {
    const blurred = scores([{ '<': 1 }, { '<': 0.9, '.': 0.1 }, { '<': 0.8, '.': 0.2 }, { '<': 1 }]);
    assert.equal(readFreely(blurred).text, '<');
    assert.equal(decodeLine(blurred, any(2))?.text, '<<');
  });

  it('is undefined where there are fewer frames than characters', () => {
    assert.equal(decodeLine(clear('A'), any(4)), undefined);
    assert.equal(decodeLine(scores([{ A: 1 }, { A: 1 }, { A: 1 }]), any(3))?.text.length, 3);
  });

  it('finds the likeliest of all paths', () => {
    const weight = fc.double({ min: 0.01, max: 1, noNaN: true });
    const frame = fc.record({ '.': weight, A: weight, B: weight, 1: weight });
    const classes = [0, ...['A', 'B', '1'].map((character) => MRZ_CHARACTERS.indexOf(character) + 1)];
    fc.assert(
      fc.property(
        fc.array(frame, { minLength: 3, maxLength: 6 }),
        fc.array(fc.constantFrom('AB', '1', 'AB1'), { minLength: 1, maxLength: 3 }),
        (frames, alphabets) => {
          const line = scores(frames);
          const best = byTryingAll(line, alphabets, classes);
          const found = decodeLine(line, alphabets)?.score ?? Number.NEGATIVE_INFINITY;
          assert.ok(best === found || Math.abs(best - found) < 1e-3, `${best} ${found}`);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the formats that lines may be of', () => {
  const read = (lines: string[]) => zoneCandidates(lines.map((line) => [clear(line)]))[0];
  const number = 'L898902C36UTO7408122F1204159';

  it('follow from the number of lines, their length and the code that they begin with', () => {
    const names = (code: string, length: number) => `${code}ERIKSSON<<ANNA`.padEnd(length, '<');
    const zones = {
      TD3: [names('P<UTO', 44), `${number}ZE184226B<<<<<10`],
      'MRV-A': [names('V<UTO', 44), number.padEnd(44, '<')],
      'MRV-B': [names('V<UTO', 36), number.padEnd(36, '<')],
      TD2: [names('I<UTO', 36), 'D231458907UTO7408122F1204159<<<<<<<6'],
      FRA: ['IDFRABERTHIER'.padEnd(36, '<'), '9409923102854CORINNE<<<<<<<6512068F4'],
      TD1: [
        'I<UTOD231458907'.padEnd(30, '<'),
        '7408122F1204159UTO<<<<<<<<<<<6',
        'ERIKSSON<<ANNA'.padEnd(30, '<'),
      ],
    };
    for (const [format, lines] of Object.entries(zones)) {
      const candidate = read(lines);
      assert.deepEqual([candidate?.format, candidate?.lines], [format, lines]);
      assert.equal(candidate?.breaksStandard, false);
    }
  });

  it('give way to the eye where the print breaks the standard, and say so', () => {
    const lines = ['IDROUSAVA<<SUPERMAN<<<<<<<<<<<<<<<<<', 'HD198025<51328505095M130509012049941'];
    const candidate = read(lines);
    assert.deepEqual(candidate?.lines, lines);
    assert.equal(candidate?.breaksStandard, true);
  });

  it('are none for lines of other lengths', () => {
    assert.equal(read(['SOME<OTHER<PRINT', 'OF<TWO<LINES<HERE']), undefined);
  });

  it('take the crop in which a line is read most surely', () => {
    const dim = (line: string) => scores([...line].flatMap((char) => [{ [char]: 0.6, X: 0.4 }, { '.': 1 }]));
    const first = 'P<UTOERIKSSON<<ANNA'.padEnd(44, '<');
    const second = `${number}ZE184226B<<<<<10`;
    const [best] = zoneCandidates([[clear(first)], [dim(second.replace('L', 'M')), clear(second)]]);
    assert.equal(best?.lines[1], second);
  });

  it('have an alphabet for each place of each line', () => {
    assert.deepEqual(
      mrzAlphabets('FRA').map((line) => line.length),
      [36, 36],
    );
    assert.equal(mrzAlphabets('MRV-A')[0]?.[0], 'V');
  });
});
