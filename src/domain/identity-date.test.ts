import assert from 'node:assert/strict';
import { type DateContext, readIdentityDate } from './identity-date.ts';

const today = '2026-11-24';
const read = (text: string, context: Partial<DateContext> = {}) =>
  readIdentityDate(text, { role: 'expiry', today, ...context });

describe('reading dates of identity documents', () => {
  for (const [text, expected] of [
    ['12 AUG 2034', '2034-08-12'],
    ['12 AUG/AOÛT 34', '2034-08-12'],
    ['03 MRZ/MARCH 2031', '2031-03-03'],
    ['05 juil 2030', '2030-07-05'],
    ['05 JUIN 2030', '2030-06-05'],
    ['07 PAŹ 2030', '2030-10-07'],
    ['07 wrz 2030', '2030-09-07'],
    ['07 ott 2030', '2030-10-07'],
    ['AUG 12 2034', '2034-08-12'],
    ['03.04.2031', '2031-04-03'],
    ['03 04 2031', '2031-04-03'],
    ['2031-04-03', '2031-04-03'],
    ['31/12/2030', '2030-12-31'],
    ['12/31/2030', '2030-12-31'],
    ['ROMA (RM) 03.04.2031', '2031-04-03'],
    ['O3 SEP 2O31', '2031-09-03'],
  ] as const) {
    it(`reads ${text} as ${expected}`, () => assert.equal(read(text), expected));
  }

  for (const text of [
    '03/04/2031',
    '03-04-2031',
    '31.02.2031',
    '12 ABC 2030',
    '12 AUG 2030 - 14 AUG 2031',
    '1234567',
  ]) {
    it(`makes nothing of ${text}`, () => assert.equal(read(text), undefined));
  }

  it('tells 03/04/2031 by the zone, and by nothing that agrees with neither meaning', () => {
    assert.equal(read('03/04/2031', { expected: '2031-04-03' }), '2031-04-03');
    assert.equal(read('03/04/2031', { expected: '2031-03-04' }), '2031-03-04');
    assert.equal(read('03/04/2031', { expected: '2030-01-01' }), undefined);
  });

  it('does not let the zone change a date that has one meaning', () => {
    assert.equal(read('03.04.2031', { expected: '2031-03-04' }), '2031-04-03');
  });

  it('takes the order that the other dates of the document show', () => {
    assert.equal(read('03/04/2031', { order: 'month' }), '2031-03-04');
  });

  it('leaves out a birth that is to come', () => {
    assert.equal(read('12 AUG 2034', { role: 'past' }), undefined);
    assert.equal(read('12 AUG 34', { role: 'past' }), '1934-08-12');
  });
});
