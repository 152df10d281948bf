import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mrzChecksPass, parseMrz } from './mrz.ts';
import { checkDigit } from './mrz-check-digit.ts';
import { birthDateFromMrz, expiryDateFromMrz } from './mrz-date.ts';

const today = '2026-11-23';
const values = (lines: string[]) => {
  const fields = Object.entries(parseMrz(lines, { today })?.fields ?? {});
  return Object.fromEntries(fields.map(([name, field]) => [name, field.value]));
};

/** The specimens of ICAO 9303-4, 9303-5 and 9303-6, appendix of each. */
const PASSPORT = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
];
const CARD = [
  'I<UTOD231458907<<<<<<<<<<<<<<<',
  '7408122F1204159UTO<<<<<<<<<<<6',
  'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
];
const LARGE_CARD = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'];

const replaced = (line: string, at: number, text: string) =>
  line.slice(0, at) + text + line.slice(at + text.length);

describe('check digits of the machine-readable zone (ICAO 9303-3 section 4.9)', () => {
  it('are those of the worked examples of the standard', () => {
    assert.equal(checkDigit('520727'), '3');
    assert.equal(checkDigit('AB2134<<<'), '5');
  });

  it('are not made of texts that no zone holds', () => {
    assert.throws(() => checkDigit('ab'), RangeError);
  });
});

describe('reading the lines of a machine-readable zone', () => {
  it('reads the passport of ICAO 9303-4', () => {
    assert.deepEqual(values(PASSPORT), {
      surname: 'ERIKSSON',
      givenNames: 'ANNA MARIA',
      documentNumber: 'L898902C3',
      birthDate: '1974-08-12',
      expiryDate: '2012-04-15',
      sex: 'F',
      nationality: 'UTO',
      issuingState: 'UTO',
      personalNumber: 'ZE184226B',
    });
    assert.deepEqual(parseMrz(PASSPORT, { today })?.checkDigits, {
      documentNumber: true,
      birthDate: true,
      expiryDate: true,
      personalNumber: true,
      composite: true,
    });
  });

  it('reads the card of ICAO 9303-5', () => {
    assert.equal(parseMrz(CARD, { today })?.format, 'TD1');
    assert.equal(values(CARD).documentNumber, 'D23145890');
    assert.equal(values(CARD).givenNames, 'ANNA MARIA');
  });

  it('reads the large card of ICAO 9303-6', () => {
    assert.equal(parseMrz(LARGE_CARD, { today })?.format, 'TD2');
    assert.equal(values(LARGE_CARD).surname, 'ERIKSSON');
  });

  it('judges check digits although the state is one that the parser does not know', () => {
    for (const lines of [PASSPORT, CARD, LARGE_CARD]) {
      const reading = parseMrz(lines, { today });
      assert.ok(reading && mrzChecksPass(reading));
      assert.equal(reading.corrected, false);
    }
  });

  it('keeps a document number that runs over into the optional data of a card', () => {
    const number = 'D23145890734';
    const digit = checkDigit(`D23145890<734`);
    const first = `I<UTOD23145890<734${digit}`.padEnd(30, '<');
    const composite = checkDigit(`${first.slice(5)}74081221204159<<<<<<<<<<<`);
    const reading = parseMrz([first, `7408122F1204159UTO<<<<<<<<<<<${composite}`, CARD[2] ?? ''], { today });
    assert.equal(reading?.fields.documentNumber?.value, number);
    assert.ok(reading && mrzChecksPass(reading));
  });

  it('judges each check digit on its own', () => {
    const [first = '', second = ''] = PASSPORT;
    const digits = parseMrz([first, replaced(second, 19, '3')], { today })?.checkDigits;
    assert.deepEqual(digits, {
      documentNumber: true,
      birthDate: false,
      expiryDate: true,
      personalNumber: true,
      composite: false,
    });
  });

  it('marks a zone in which letters were exchanged for the digits that they look like', () => {
    const [first = '', second = ''] = PASSPORT;
    const reading = parseMrz([first, replaced(second, 13, '74O8I2')], { today });
    assert.equal(reading?.corrected, true);
    assert.equal(reading.fields.birthDate?.value, '1974-08-12');
    assert.equal(reading.lines[1], second);
  });

  it('changes nothing where a change would not make every check digit right', () => {
    const [first = '', second = ''] = PASSPORT;
    const wrong = replaced(replaced(second, 13, '74O8I2'), 43, '9');
    const reading = parseMrz([first, wrong], { today });
    assert.equal(reading?.corrected, false);
    assert.equal(reading.lines[1], wrong);
    assert.equal(reading.fields.birthDate, undefined);
  });

  it('does not turn digits into letters where every check digit is right', () => {
    const zone = ['IDROUSAVA<<SUPERMAN<<<<<<<<<<<<<<<<<', 'HD198025<51328505095M130509012049941'];
    const reading = parseMrz(zone, { today });
    assert.ok(reading && mrzChecksPass(reading));
    assert.deepEqual(reading.lines, zone);
    assert.equal(reading.corrected, false);
    assert.equal(reading.fields.nationality, undefined);
  });

  it('leaves out a date that does not exist', () => {
    const [first = '', second = ''] = PASSPORT;
    const birth = `740231${checkDigit('740231')}`;
    assert.equal(values([first, replaced(second, 13, birth)]).birthDate, undefined);
  });

  it('leaves out a name that holds a digit', () => {
    const [first = '', second = ''] = PASSPORT;
    const fields = values([replaced(first, 6, '1'), second]);
    assert.equal(fields.surname, undefined);
    assert.equal(fields.givenNames, undefined);
    assert.equal(fields.documentNumber, 'L898902C3');
  });

  it('has no given names where only one name is printed', () => {
    const [, second = ''] = PASSPORT;
    const fields = values(['P<UTOARKFREITH'.padEnd(44, '<'), second]);
    assert.equal(fields.surname, 'ARKFREITH');
    assert.equal(fields.givenNames, undefined);
  });

  it('tells a sex that is not stated as X', () => {
    const [first = '', second = ''] = PASSPORT;
    assert.equal(values([first, replaced(second, 20, '<')]).sex, 'X');
  });

  it('gives a reading or undefined for whatever a reader hands in, and dates that exist', () => {
    const character = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<<<<<<');
    const line = (length: number) => fc.string({ unit: character, minLength: length, maxLength: length });
    const zones = fc.oneof(
      fc.tuple(line(30), line(30), line(30)),
      fc.tuple(line(36), line(36)),
      fc.tuple(line(44), line(44)),
    );
    const coded = fc.tuple(zones, fc.constantFrom('P<', 'I<', 'C<', 'V<'));
    fc.assert(
      fc.property(coded, ([[first, ...rest], code]) => {
        const reading = parseMrz([code + first.slice(2), ...rest], { today });
        assert.ok((reading?.fields.birthDate?.value ?? '') <= today);
      }),
    );
  });

  it('is undefined for other lengths, other codes and lines that no zone holds', () => {
    const [first = '', second = ''] = PASSPORT;
    assert.equal(parseMrz([], { today }), undefined);
    assert.equal(parseMrz([first], { today }), undefined);
    assert.equal(parseMrz([first, second.slice(1)], { today }), undefined);
    assert.equal(parseMrz([first.replace('P', 'X'), second], { today }), undefined);
    assert.equal(parseMrz([first.toLowerCase(), second], { today }), undefined);
  });

  it('reads visas of both sizes by their own places (ICAO 9303-7, appendices)', () => {
    const large = parseMrz(
      ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L8988901C4XXX4009078F96121096ZE184226B<<<<<<'],
      { today: '1996-01-01' },
    );
    const small = parseMrz(['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'L8988901C4XXX4009078F9612109<<<<<<<<'], {
      today: '1996-01-01',
    });
    assert.deepEqual([large?.format, small?.format], ['MRV-A', 'MRV-B']);
    for (const reading of [large, small]) {
      assert.deepEqual(reading?.checkDigits, { documentNumber: true, birthDate: true, expiryDate: true });
      assert.equal(reading.fields.documentNumber?.value, 'L8988901C');
      assert.equal(reading.fields.expiryDate?.value, '1996-12-10');
      assert.equal(reading.fields.surname?.value, 'ERIKSSON');
      assert.equal(reading.fields.personalNumber, undefined);
    }
  });

  it('reads the French card of 1988 to 2021, which has no expiry', () => {
    const reading = parseMrz(
      ['IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<', '9409923102854CORINNE<<<<<<<6512068F4'],
      {
        today,
      },
    );
    assert.equal(reading?.format, 'FRA');
    assert.deepEqual(
      Object.fromEntries(Object.entries(reading.fields).map(([name, field]) => [name, field.value])),
      {
        surname: 'BERTHIER',
        givenNames: 'CORINNE',
        documentNumber: '940992310285',
        birthDate: '1965-12-06',
        sex: 'F',
        issuingState: 'FRA',
      },
    );
    assert.equal(reading.checkDigits.documentNumber, true);
    assert.equal(reading.checkDigits.birthDate, true);
  });

  it('marks states that the standard does not list, and knows those of specimens and of one letter', () => {
    const [first = '', second = ''] = PASSPORT;
    assert.deepEqual(parseMrz([first, second], { today })?.unknownStates, []);
    assert.deepEqual(parseMrz([first.replace('UTO', 'D<<'), second], { today })?.unknownStates, []);
    assert.deepEqual(parseMrz([first.replace('UTO', 'UTD'), second], { today })?.unknownStates, [
      'issuingState',
    ]);
  });
});

describe('the century of two-digit years', () => {
  it('never puts a birth in the future', () => {
    assert.equal(birthDateFromMrz('261123', today), '2026-11-23');
    assert.equal(birthDateFromMrz('261124', today), '1926-11-24');
  });

  it('puts an expiry within 25 years of today', () => {
    assert.equal(expiryDateFromMrz('360101', today), '2036-01-01');
    assert.equal(expiryDateFromMrz('020101', today), '2002-01-01');
    assert.equal(expiryDateFromMrz('051231', '1999-06-01'), '2005-12-31');
  });

  it('does not guess an expiry that is far from today', () => {
    assert.equal(expiryDateFromMrz('990101', today), undefined);
  });
});
