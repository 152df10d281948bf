import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { casesOfFolder, type ReadingCase } from './cases.ts';
import type { Measured, PeerMeasured } from './measure.ts';
import { barChart } from './plot.ts';
import { plots } from './plots.ts';
import { type Result, report } from './report.ts';
import { percent, share } from './tables.ts';
import { scoreZone } from './zone-score.ts';

const TRUTH = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
];
const WRONG = [TRUTH[0]?.replace('ANNA', 'ANMA') ?? '', TRUTH[1] ?? ''];

const one: ReadingCase = {
  file: '/secret-folder/secret-name.jpg',
  group: 'others',
  mrz: TRUTH,
  verifiesItself: true,
  printed: {},
  barcode: {},
  quarterTurns: 0,
};
const claim = (lines: string[], confident: boolean) => ({ lines, confident, trustedLines: [] });
const ours = (lines: string[], confident: boolean, cpuMs: number): Measured => ({
  one,
  zone: scoreZone(TRUTH, claim(lines, confident)),
  fields: [
    {
      source: 'zone',
      scores: [{ field: 'surname', exact: true, alike: true, absent: false, wrongConfident: false }],
    },
  ],
  gate: [],
  cost: { ms: cpuMs * 4, cpuMs: cpuMs * 2 },
  zoneCost: { ms: cpuMs * 2, cpuMs },
  rssBytes: 300 * 2 ** 20,
});
const theirs: PeerMeasured = {
  one,
  peer: 'tesseract.js',
  zone: scoreZone(TRUTH, undefined),
  cost: { ms: 900, cpuMs: 800 },
};
const result: Result = {
  ours: [ours(TRUTH, true, 100), ours(WRONG, true, 300), ours(WRONG, false, 200)],
  peers: [theirs],
  spoiled: [{ name: 'blurred', pictures: 4, letThrough: 1 }],
  tampered: [{ alteration: 'untouched', saves: '90 → 95', pictures: 4, rankedFirst: 1, fields: 6.5 }],
};

describe('the report of a reading benchmark', () => {
  const rows = report(result).split('\n');

  it('counts exact, passing, wrong but passing and wrong but confident zones by reader', () => {
    const row = rows.find((line) => line.startsWith('| others | id beyond |'));
    assert.equal(
      row,
      '| others | id beyond | 1 of 3 (33 %) | 3 of 3 (100 %) | 2 | 1 | 1 of 3 (33 %) | 0.8 % |',
    );
    assert.ok(rows.some((line) => line.startsWith('| others | tesseract.js | 0 of 1 (0 %) |')));
  });

  it('tells times and memory', () => {
    assert.ok(
      rows.includes('| id beyond, all of the document | 3 | 800 | 1200 | 400 | 600 |'),
      rows.join('\n'),
    );
    assert.ok(rows.includes('| id beyond, the zone alone | 3 | 400 | 600 | 200 | 300 |'));
    assert.ok(rows.includes('| 3 | 300 | 300 | 300 | 300 |'));
  });

  it('names no file', () => {
    assert.doesNotMatch(report(result), /secret/);
  });
});

describe('the plots of a reading benchmark', () => {
  it('are pictures that can be drawn, with styles for dark pages', async () => {
    const drawn = plots(result);
    assert.deepEqual(Object.keys(drawn).sort(), ['exact-zones.svg', 'fields.svg', 'time.svg']);
    for (const svg of Object.values(drawn)) {
      assert.equal((await sharp(Buffer.from(svg)).metadata()).format, 'svg');
      assert.match(svg, /prefers-color-scheme:dark/);
    }
  });

  it('draw a bar as high as its value, none where nothing was measured, and names as text', () => {
    const chart = (value: number | undefined) =>
      barChart({
        title: 'A & B',
        unit: '%',
        most: 100,
        series: ['x'],
        groups: [{ name: '<g>', values: [value] }],
      });
    const height = (value: number) =>
      Number(/height="([\d.]+)" fill="#2f7fd1"><title>/.exec(chart(value))?.[1]);
    assert.ok(Math.abs(height(100) / height(50) - 2) < 0.01);
    assert.doesNotMatch(chart(undefined), /<title>/);
    assert.match(chart(50), /A &amp; B[\s\S]*&lt;g&gt;/);
  });
});

describe('numbers of the report', () => {
  it('show decimals where they decide', () => {
    assert.deepEqual(
      [percent(0.974), percent(0.5), percent(1), percent(0), percent(0.004)],
      ['97.4 %', '50 %', '100 %', '0 %', '0.4 %'],
    );
    assert.deepEqual([share(3, 4), share(0, 0)], ['3 of 4 (75 %)', '–']);
  });
});

describe('a folder of pictures with a truth.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'idbeyond-set-'));
  after(() => rmSync(folder, { recursive: true }));

  it('gives a case a file, from the folder itself or from images', () => {
    mkdirSync(join(folder, 'images'));
    writeFileSync(join(folder, 'images', 'a.jpg'), '');
    writeFileSync(join(folder, 'b.pdf'), '');
    const truth = [
      { file: 'a.jpg', mrz: TRUTH, check_digits_valid_in_print: true },
      { file: 'b.pdf', fields: { printed: { fullName: 'A B' } } },
    ];
    writeFileSync(join(folder, 'truth.json'), JSON.stringify(truth));
    assert.deepEqual(
      casesOfFolder(folder).map(({ file, group, mrz, verifiesItself, printed }) => [
        basename(file),
        group === basename(folder),
        mrz.length,
        verifiesItself,
        printed,
      ]),
      [
        ['a.jpg', true, 2, true, {}],
        ['b.pdf', true, 0, false, { fullName: 'A B' }],
      ],
    );
  });

  it('is refused where it has no truth, or names a file that is not there', () => {
    assert.throws(() => casesOfFolder(join(folder, 'images')), /no truth\.json/);
    writeFileSync(join(folder, 'truth.json'), JSON.stringify([{ file: 'gone.jpg' }]));
    assert.throws(() => casesOfFolder(folder), /gone\.jpg/);
  });
});
