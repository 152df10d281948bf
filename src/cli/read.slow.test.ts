import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { drawSpecimen } from '../specimen/draw.ts';
import { cardMrz, passportMrz } from '../specimen/mrz-lines.ts';
import { sheetPdf } from '../specimen/pdf-file.ts';
import { specimenPerson } from '../specimen/person.ts';
import { run } from './run.ts';
import type { ToldReading } from './told-reading.ts';

const today = '2026-11-24';
const person = specimenPerson({ today });

describe('idbeyond read', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'idbeyond-read-'));
  const path = (name: string) => join(folder, name);
  after(() => rmSync(folder, { recursive: true }));

  async function call(...args: string[]) {
    return callWith([], ...args);
  }

  /** `input` comes in at the standard input. */
  async function callWith(input: readonly Uint8Array[], ...args: string[]) {
    const said: string[] = [];
    const complained: string[] = [];
    const code = await run(['read', ...args], {
      environment: {},
      say: (line) => said.push(line),
      complain: (line) => complained.push(line),
      clock: () => new Date(`${today}T12:00:00Z`),
      input: (async function* () {
        yield* input;
      })(),
    });
    return { code, said, complained: complained.join('\n') };
  }

  async function readJson(...args: string[]) {
    const { code, said } = await call(...args, '--json');
    return { code, told: said.map((line) => JSON.parse(line) as ToldReading) };
  }

  async function specimen(kind: Parameters<typeof drawSpecimen>[0]): Promise<string> {
    const file = path(`${kind}.jpg`);
    if (!existsSync(file)) writeFileSync(file, await drawSpecimen(kind, person));
    return file;
  }

  /** Reading is at work in children, so that calls whose answers are looked at later run side by side meanwhile. */
  const begun = new Map<string, Promise<Awaited<ReturnType<typeof readJson>>>>();
  const answerTo = async (name: string) => (await begun.get(name)) ?? assert.fail(name);
  let files: string[];
  before(async () => {
    const kinds = ['passport', 'id-front', 'id-back', 'bill'] as const;
    files = [];
    for (const kind of kinds) files.push(await specimen(kind));
    const [passport = '', , back = ''] = files;
    const begin = (name: string, ...args: string[]) => {
      const answer = readJson(...args);
      answer.catch(() => undefined);
      begun.set(name, answer);
      return answer;
    };
    void begin('every kind', ...files);
    void begin('only the zone', passport, '--mrz-only')
      .then(() => begin('another kind', back, '--kind', 'proof_of_address'))
      .catch(() => undefined);
  });

  it('reads nothing but the zone where that is asked for', async () => {
    const { code, told } = await answerTo('only the zone');
    assert.equal(code, 0);
    assert.deepEqual([told[0]?.mrz?.lines, told[0]?.kind], [passportMrz(person), 'passport']);
    assert.ok(Object.values(told[0]?.fields ?? {}).every(({ source }) => source === 'mrz'));
  });

  it('gives the zone of a picture that was sent as another kind, and says so', async () => {
    const { code, told } = await answerTo('another kind');
    assert.equal(code, 0);
    assert.deepEqual(told[0]?.mrz?.lines, cardMrz(person));
    assert.ok(told[0]?.checks.some(({ check, outcome }) => check === 'document_kind' && outcome === 'fail'));
  });

  it('recognises each kind of document by itself and prints one line of JSON a file', async () => {
    const { code, told } = await answerTo('every kind');
    assert.equal(code, 0);
    assert.deepEqual(
      told.map(({ file, kind, side, format }) => [file, kind, side, format]),
      [
        [files[0], 'passport', null, 'TD3'],
        [files[1], 'id_card', 'front', null],
        [files[2], 'id_card', 'back', 'TD1'],
        [files[3], 'proof_of_address', null, null],
      ],
    );
    assert.deepEqual(told[0]?.mrz?.lines, passportMrz(person));
    assert.equal(told[3]?.fields.issueDate?.value, person.billIssueDate);
    assert.ok(told.every(({ ms, rssBytes }) => (ms ?? 0) > 0 && (rssBytes ?? 0) > 0));
  });

  it('prints a table for people', async () => {
    const { code, said } = await call(await specimen('id-back'), '--kind', 'id_card');
    assert.equal(code, 0);
    assert.ok(said.includes(`  ${cardMrz(person)[0]}`));
    assert.ok(said.some((line) => /^ {2}documentNumber +L898902C3 /.test(line)));
  });

  it('ends with 2 and a reason for every file that cannot be read, and reads the others', async () => {
    const good = await specimen('id-back');
    const jpeg = readFileSync(good);
    mkdirSync(path('folder.jpg'), { recursive: true });
    const blank = { create: { width: 360, height: 240, channels: 3 as const, background: '#dddddd' } };
    const bad: Record<string, [Buffer, string]> = {
      'empty.jpg': [Buffer.alloc(0), 'PICTURE_MISSING'],
      'text.jpg': [Buffer.from('not a picture'), 'PICTURE_FORMAT_UNSUPPORTED'],
      'vector.svg': [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'PICTURE_FORMAT_UNSUPPORTED'],
      'cut.jpg': [jpeg.subarray(0, jpeg.length / 2), 'PICTURE_CORRUPT'],
    };
    for (const [name, [bytes]] of Object.entries(bad)) writeFileSync(path(name), bytes);
    writeFileSync(path('blank.png'), await sharp(blank).png().toBuffer());
    writeFileSync(path('huge.jpg'), '');
    truncateSync(path('huge.jpg'), 3e9);
    const names = [...Object.keys(bad), 'huge.jpg', 'folder.jpg', 'missing.jpg', 'blank.png'];
    const { code, told } = await readJson(...names.map(path), '/dev/zero', good);
    assert.equal(code, 2);
    assert.deepEqual(
      told.map(({ error }) => error?.code),
      [
        ...Object.values(bad).map(([, code]) => code),
        'PICTURE_TOO_LARGE',
        'FILE_NOT_REGULAR',
        'FILE_MISSING',
        'NO_TEXT',
        'FILE_NOT_REGULAR',
        undefined,
      ],
    );
    assert.ok(told.slice(0, -1).every(({ error, status }) => error?.sentence && status === 'unreadable'));
  });

  it('reads the standard input where the file is called -', async () => {
    const jpeg = readFileSync(await specimen('id-back'));
    const parts = [jpeg.subarray(0, 1000), jpeg.subarray(1000)];
    const { code, said } = await callWith(parts, '-', '--mrz-only', '--json');
    const told = JSON.parse(said[0] ?? '') as ToldReading;
    assert.deepEqual([code, told.file, told.mrz?.lines], [0, '-', cardMrz(person)]);
  });

  it('takes no more from the standard input than a file may have, and says where nothing came', async () => {
    const megabytes = Array.from({ length: 16 }, () => new Uint8Array(2 ** 20));
    for (const [input, code] of [
      [megabytes, 'PICTURE_TOO_LARGE'],
      [[], 'PICTURE_MISSING'],
    ] as const) {
      const { said } = await callWith(input, '-', '--json');
      assert.equal((JSON.parse(said[0] ?? '') as ToldReading).error?.code, code);
    }
  });

  it('says of a PDF that it is none where a zone or an identity document is asked for', async () => {
    const file = path('bill.pdf');
    writeFileSync(file, sheetPdf({ texts: [], areas: [] }));
    for (const asked of [['--mrz-only'], ['--kind', 'passport'], ['--kind', 'id_card']]) {
      const { code, told } = await readJson(file, ...asked);
      assert.deepEqual([code, told[0]?.error?.code], [2, 'PICTURE_IS_PDF'], asked.join(' '));
    }
  });

  it('tells what the zone took of the time', async () => {
    const { told } = await answerTo('only the zone');
    const { ms = 0, cpuMs = 0, stages } = told[0] ?? assert.fail();
    assert.ok((stages.zoneCpuMs ?? 0) > 0 && (stages.zoneCpuMs ?? 0) <= (cpuMs ?? 0));
    assert.ok((stages.decodeMs ?? -1) >= 0 && (stages.zoneMs ?? 0) + (stages.decodeMs ?? 0) <= (ms ?? 0) + 1);
  });

  it('is ended when it takes longer than allowed, with a reason and without a stack trace', async () => {
    const { code, told } = await readJson(await specimen('bill'), '--timeout', '0.001');
    assert.deepEqual([code, told[0]?.error?.code], [2, 'READING_TIMED_OUT']);
  });

  it('ends with 1 where it is called wrongly', async () => {
    for (const args of [
      [],
      ['a.jpg', '--kind', 'library_card'],
      ['a.jpg', '--colour'],
      ['a.jpg', '--today', '24.11.2026'],
      ['a.jpg', '--timeout', 'never'],
    ]) {
      const { code, said, complained } = await call(...args);
      assert.deepEqual([code, said], [1, []], args.join(' '));
      assert.notEqual(complained, '');
    }
    assert.match((await call('--help')).said.join('\n'), /^Usage/);
  });

  it('ends quietly when nobody listens any more', async () => {
    const program = new URL('./idbeyond.ts', import.meta.url).pathname;
    const files = Array.from({ length: 3 }, (_, at) => path(`gone-${at}.jpg`));
    const child = spawn(process.execPath, ['--import', 'tsx', program, 'read', ...files, '--json'], {
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const complained: Buffer[] = [];
    child.stderr.on('data', (part: Buffer) => complained.push(part));
    const [code] = await once(child, 'close');
    assert.deepEqual([code, Buffer.concat(complained).toString()], [141, '']);
  });

  it('prints nothing but JSON when it runs as a program of its own', async () => {
    const file = await specimen('id-back');
    const program = new URL('./idbeyond.ts', import.meta.url).pathname;
    const output = execFileSync(process.execPath, ['--import', 'tsx', program, 'read', file, '--json'], {
      encoding: 'utf8',
      env: {},
    });
    assert.equal((JSON.parse(output) as ToldReading).format, 'TD1');
    assert.equal(output.trimEnd().split('\n').length, 1);
  });
});
