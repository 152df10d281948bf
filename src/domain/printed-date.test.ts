import assert from 'node:assert/strict';
import { readPrintedDate } from './printed-date.ts';

const today = '2026-11-23';
const read = (text: string) => readPrintedDate(text, 'past', today);

describe('reading printed dates', () => {
  it('reads the forms that documents use', () => {
    for (const text of [
      '14 SEP 2026',
      '14 September 2026',
      '14 SEP/SEPT 2026',
      '14th September 2026',
      'September 14, 2026',
      '2026-09-14',
      '14.09.2026',
      '14/09/2026',
      '09/14/2026',
      '14 09 2026',
      '14 SEP 26',
    ]) {
      assert.equal(read(text), '2026-09-14', text);
    }
  });

  it('tells French June from July', () => {
    assert.equal(read('03 JUIN 2020'), '2020-06-03');
    assert.equal(read('03 JUIL 2020'), '2020-07-03');
  });

  it('does not guess between day and month', () => {
    assert.equal(read('03/04/2026'), undefined);
    assert.equal(read('04/04/2026'), '2026-04-04');
  });

  it('takes no range and nothing beside a date', () => {
    assert.equal(read('6 August 2026 to 4 November 2026'), undefined);
    assert.equal(read('due 4 November 2026'), undefined);
  });

  it('takes no day that does not exist', () => {
    assert.equal(read('31 JUN 2020'), undefined);
    assert.equal(read('31.02.2020'), undefined);
  });

  it('takes no month that is misspelt', () => {
    assert.equal(read('14 Ocober 2026'), undefined);
    assert.equal(read('14 Xep 2026'), undefined);
  });

  it('puts a year of two digits where its role says', () => {
    assert.equal(readPrintedDate('12 AUG 74', 'past', today), '1974-08-12');
    assert.equal(readPrintedDate('12 AUG 34', 'expiry', today), '2034-08-12');
  });
});
