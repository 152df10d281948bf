import assert from 'node:assert/strict';
import sharp from 'sharp';
import { mrzChecksPass, parseMrz } from '../domain/mrz.ts';
import { drawSpecimen, SPECIMEN_KINDS } from './draw.ts';
import { cardMrz, inMrzLetters, passportMrz } from './mrz-lines.ts';
import { addYears, specimenPerson } from './person.ts';

const today = '2026-11-23';
const person = specimenPerson({ today });

describe('drawing specimens', () => {
  it('gives the same bytes for the same person', async () => {
    for (const kind of SPECIMEN_KINDS) {
      const [first, second] = await Promise.all([drawSpecimen(kind, person), drawSpecimen(kind, person)]);
      assert.ok(first.equals(second), kind);
    }
  });

  it('gives other bytes for another person', async () => {
    const other = specimenPerson({ today, surname: 'Okonkwo' });
    for (const kind of ['passport', 'id-front', 'id-back', 'bill'] as const) {
      assert.ok(!(await drawSpecimen(kind, person)).equals(await drawSpecimen(kind, other)), kind);
    }
  });

  it('draws a JPEG of the width that is asked for', async () => {
    const { format, width, height } = await sharp(
      await drawSpecimen('passport', person, { width: 1250 }),
    ).metadata();
    assert.deepEqual({ format, width, height }, { format: 'jpeg', width: 1250, height: 880 });
  });

  it('draws letters with marks, and refuses letters that its fonts lack', async () => {
    await drawSpecimen('id-front', specimenPerson({ today, surname: 'Müller-Ñuñez', givenNames: 'Zoë' }));
    await assert.rejects(drawSpecimen('id-front', specimenPerson({ today, surname: '李' })), RangeError);
  });
});

describe('the zones of specimens', () => {
  it('have right check digits, are in date and name an adult', () => {
    for (const lines of [passportMrz(person), cardMrz(person)]) {
      const reading = parseMrz(lines, { today });
      assert.ok(reading && mrzChecksPass(reading));
      assert.ok((reading.fields.expiryDate?.value ?? '') > addYears(today, 5));
      assert.ok((reading.fields.birthDate?.value ?? '9') < addYears(today, -18));
    }
  });

  it('may have a personal number', () => {
    const reading = parseMrz(passportMrz(specimenPerson({ today, personalNumber: 'ZE184226B' })), { today });
    assert.equal(reading?.fields.personalNumber?.value, 'ZE184226B');
    assert.equal(reading.checkDigits.personalNumber, true);
  });

  it('are wrong just where they are meant to be', () => {
    for (const name of ['documentNumber', 'birthDate', 'expiryDate', 'composite'] as const) {
      const wrong = specimenPerson({ today, wrongCheckDigits: [name] });
      for (const lines of [passportMrz(wrong), cardMrz(wrong)]) {
        assert.equal(parseMrz(lines, { today })?.checkDigits[name], false, name);
      }
    }
  });

  it('may name somebody else than the print', () => {
    const reading = parseMrz(passportMrz(specimenPerson({ today, mrzSurname: 'Karlsson' })), { today });
    assert.equal(reading?.fields.surname?.value, 'KARLSSON');
  });

  it('write names in the letters of a zone (ICAO 9303-3 section 6)', () => {
    assert.equal(inMrzLetters("d'Arc Müller-Groß"), 'DARC<MUELLER<GROSS');
    assert.equal(inMrzLetters('José Ångström'), 'JOSE<AANGSTROEM');
  });

  it('count the years of somebody who was born on 29 February', () => {
    assert.equal(addYears('2024-02-29', -18), '2006-02-28');
  });
});
