import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ERRORS } from './errors.ts';

describe('docs/errors.md', () => {
  it('lists every code with its status and sentence, and no other', () => {
    const text = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    const rows = text
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.replace(/ +\|/g, ' |'));
    const expected = Object.entries(ERRORS).map(
      ([code, [status, says]]) => `| \`${code}\` | ${status} | ${says} |`,
    );
    assert.deepEqual(rows, expected);
  });
});
