import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpecimenTruth } from '../specimen/catalogue.ts';
import { run } from './run.ts';

describe('idbeyond specimen', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'idbeyond-specimen-'));
  after(() => rmSync(folder, { recursive: true }));

  async function call(...args: string[]) {
    const complained: string[] = [];
    const code = await run(['specimen', ...args], {
      environment: {},
      say: () => undefined,
      complain: (line) => complained.push(line),
      clock: () => new Date('2026-11-24T12:00:00Z'),
    });
    return { code, complained: complained.join('\n') };
  }

  it('draws what was asked for, the same each time, and writes down what stands on it', async () => {
    const options = [
      '--seed',
      '7',
      '--count',
      '3',
      '--kind',
      'id-back',
      '--kind',
      'bill-pdf',
      '--tier',
      'clean',
    ];
    const drawn = async (out: string) => {
      assert.deepEqual(await call('--out', out, ...options), { code: 0, complained: '' });
      return JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8')) as SpecimenTruth[];
    };
    const first = await drawn(join(folder, 'first'));
    assert.deepEqual(await drawn(join(folder, 'second')), first);
    assert.deepEqual(readdirSync(join(folder, 'first', 'images')).sort(), [
      'bill-pdf-clean-0000.pdf',
      'id-back-clean-0000.jpg',
      'id-back-clean-0001.jpg',
    ]);
    for (const { file, sha256, mrz, kind } of first) {
      const bytes = readFileSync(join(folder, 'first', 'images', file));
      assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
      assert.equal(mrz.length, kind === 'id-back' ? 3 : 0);
    }
  });

  it('says which option is wrong or missing', async () => {
    for (const args of [
      [],
      ['--kind', 'coin'],
      ['--tier', 'worst'],
      ['--seed', '-1'],
      ['--count', 'many'],
      ['--today', 'now'],
    ]) {
      const { code, complained } = await call(...(args.length > 0 ? ['--out', folder] : []), ...args);
      assert.equal(code, 64);
      assert.match(complained, new RegExp(args[0] ?? '--out'));
    }
  });
});
