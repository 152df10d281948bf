import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ERRORS } from './errors.ts';

describe('docs/errors.md', () => {
  it('lists every code with its status and sentence, and no other', () => {
    const text = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    const expected = Object.entries(ERRORS).map(([code, [status, says]]) => [
      `\`${code}\``,
      String(status),
      says,
    ]);
    assert.deepEqual(cells, expected);
  });
});
