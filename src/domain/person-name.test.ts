import assert from 'node:assert/strict';
import { lineNames, sameName } from './person-name.ts';

describe('sameName', () => {
  const same: [string, string][] = [
    ['Müller', 'MUELLER'],
    ['Müller', 'MULLER'],
    ['MUELLER', 'müller'],
    ["O'Connor", 'OCONNOR'],
    ['Smith-Jones', 'SMITH JONES'],
    ['Weiß', 'WEISS'],
    ['Łukasz', 'LUKASZ'],
    ['Bjørn', 'BJOERN'],
    ['José  Luis', 'JOSE LUIS'],
  ];
  for (const [one, other] of same) {
    it(`takes ${one} and ${other} for the same`, () => assert.ok(sameName(one, other)));
  }

  const different: [string, string][] = [
    ['Anna', 'ANNE'],
    ['Anna Maria', 'ANNA'],
    ['Maria Anna', 'ANNA MARIA'],
    ['Eriksson', 'ERIKSON'],
    ['', ''],
    ['-', "'"],
  ];
  for (const [one, other] of different) {
    it(`takes "${one}" and "${other}" for different`, () => assert.ok(!sameName(one, other)));
  }
});

describe('lineNames', () => {
  const anna = { surname: 'VAN DER BERG', givenNames: 'ANNA MARIA' };
  for (const line of [
    'Anna van der Berg',
    'Ms Anna Maria van der Berg',
    'VAN DER BERG, ANNA',
    'Dr. Anna Maria Van Der Berg',
  ]) {
    it(`finds the person on "${line}"`, () => assert.ok(lineNames(line, anna)));
  }
  for (const line of [
    'Maria van der Berg',
    'Anna Berg',
    'Anna and Lars van der Berg',
    'Anna',
    '',
    'Mr van der Berg',
    'Annabel van der Berg',
  ]) {
    it(`does not find the person on "${line}"`, () => assert.ok(!lineNames(line, anna)));
  }

  it('reads transliterated names on either side', () => {
    assert.ok(lineNames('Frau Jana Müller', { surname: 'MUELLER', givenNames: 'JANA' }));
    assert.ok(lineNames('Jana Mueller', { surname: 'MULLER', givenNames: 'JANA' }) === false);
  });

  it('keeps a title that is part of the name', () => {
    assert.ok(lineNames('Maria Frau', { surname: 'FRAU', givenNames: 'MARIA' }));
  });
});
