import assert from 'node:assert/strict';
import type { ReadField } from './reading.ts';
import { settledFields } from './several-looks.ts';

const at = (top: number) => ({ left: 0, top, right: 100, bottom: top + 20 });
const read = (value: string, confidence = 0.9, top = 0): ReadField => ({ value, confidence, box: at(top) });

describe('the fields of a page that was looked at several times', () => {
  it('are what any look found, each from the later one', () => {
    const fields = settledFields([
      { sex: read('F'), documentNumber: read('AB123456', 0.9) },
      { documentNumber: read('AB123458', 0.85) },
    ]);
    assert.deepEqual([fields.sex?.value, fields.documentNumber?.value], ['F', 'AB123458']);
  });

  it('are from the earlier look where the later one is clearly less sure', () => {
    const fields = settledFields([{ sex: read('F', 0.9) }, { sex: read('M', 0.6) }]);
    assert.equal(fields.sex?.value, 'F');
  });

  it('are what two looks agree on, as sure as the surer of them', () => {
    const { documentNumber } = settledFields([
      { documentNumber: read('O2108591', 0.8) },
      { documentNumber: read('O2108591', 0.88) },
      { documentNumber: read('02108591', 0.89) },
    ]);
    assert.deepEqual([documentNumber?.value, documentNumber?.confidence], ['O2108591', 0.88]);
  });

  it('tell a name once that one look took for the surname and the other for the given names', () => {
    const fields = settledFields([
      { surname: read('YUKI', 0.9, 60) },
      { givenNames: read('YUKI', 0.9, 62), sex: read('F') },
    ]);
    assert.deepEqual([fields.surname, fields.givenNames?.value], [undefined, 'YUKI']);
  });

  it('tell both names of a person who has the same one twice', () => {
    const fields = settledFields([
      { surname: read('JAMES', 0.9, 0), givenNames: read('JAMES', 0.9, 60) },
      { surname: read('JAMES', 0.9, 1), givenNames: read('JAMES', 0.9, 61) },
    ]);
    assert.deepEqual([fields.surname?.value, fields.givenNames?.value], ['JAMES', 'JAMES']);
  });

  it('tell no whole name beside both of its parts', () => {
    const fields = settledFields([
      { fullName: read('ŁUKASIK', 0.9) },
      { surname: read('ŁUKASIK', 0.9), givenNames: read('JEAN', 0.9, 60) },
    ]);
    assert.deepEqual(Object.keys(fields).sort(), ['givenNames', 'surname']);
  });
});
