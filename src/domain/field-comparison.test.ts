import assert from 'node:assert/strict';
import {
  barcodeFieldsOf,
  type ComparedField,
  compareFields,
  type MachineFields,
  machineFieldsOf,
  namesOutcome,
  outcomeOf,
} from './field-comparison.ts';
import { parseMrz } from './mrz.ts';

type Values = Partial<Record<ComparedField, string>>;

const fields = (values: Values, confidence = 0.95) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, confidence }]));
const machine = (values: Values, truncated = false): MachineFields => ({ fields: fields(values), truncated });

function compare(field: ComparedField, print: string, other: string, confidence = 0.95) {
  const compared = compareFields(fields({ [field]: print }, confidence), machine({ [field]: other }));
  return compared.find((one) => one.field === field);
}
const comparison = (field: ComparedField, print: string, other: string) =>
  compare(field, print, other)?.comparison;

describe('comparing print with a machine-readable part', () => {
  for (const [print, zone] of [
    ['Müller', 'MUELLER'],
    ['Müller', 'MULLER'],
    ['MUELLER', 'MULLER'],
    ['Håkansson', 'HAAKANSSON'],
    ['Håkansson', 'HAKANSSON'],
    ['Sørensen', 'SOERENSEN'],
    ['Sørensen', 'SORENSEN'],
    ['Muñoz', 'MUNOZ'],
    ['Muñoz', 'MUNXXOZ'],
    ['Groß', 'GROSS'],
    ['Þór', 'THOR'],
    ['Wałęsa', 'WALESA'],
    ["D'Artagnan", 'DARTAGNAN'],
    ['D´Artagnan', 'D ARTAGNAN'],
    ['Oʼtkirov', 'OTKIROV'],
    ['Smith-Jones', 'SMITH JONES'],
    ['Yıldız', 'YILDIZ'],
    ['İnönü', 'INOENUE'],
    ['Ærø', 'AEROE'],
    ['Əliyev', 'ELIYEV'],
    ['Ŋaŧ', 'NAT'],
  ] as const) {
    it(`takes ${print} and ${zone} for the same name`, () => {
      assert.equal(comparison('surname', print, zone), 'match');
    });
  }

  for (const [print, zone] of [
    ['Larsson', 'ERIKSSON'],
    ['Anna', 'ANNA MARIA'],
    ['Maria Anna', 'ANNA MARIA'],
    ['Þóra', 'DORA MARIA'],
    ['Jean-Pierre', 'JEAN PAUL'],
  ] as const) {
    it(`takes ${print} and ${zone} for different names`, () => {
      assert.deepEqual(compare('givenNames', print, zone), {
        field: 'givenNames',
        comparison: 'mismatch',
        doubtful: false,
      });
    });
  }

  it('takes a name of the zone that fills its place for the beginning of the printed one', () => {
    const zone = parseMrz(
      ['P<UTONILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
      { today: '2026-11-24' },
    );
    assert.ok(zone);
    assert.equal(machineFieldsOf(zone).truncated, true);
    const compared = (givenNames: string) =>
      compareFields(fields({ givenNames }), machineFieldsOf(zone)).find(
        ({ field }) => field === 'givenNames',
      );
    assert.equal(compared('Chayapa Dejthamrong Krasuang')?.comparison, 'match');
    assert.equal(compared('Somchai Dejthamrong Krasuang')?.comparison, 'mismatch');
  });

  for (const [print, zone] of [
    ["O'Connor Smithson", 'O CONNOR SMITH'],
    ['Müller-Lüdenscheidt', 'MUELLER LUE'],
    ['Bennelong Wooloomooloo Warrandyte', 'BENNELONG WOOLOOMOOLOO W'],
    ['Großmann', 'GROS'],
  ] as const) {
    it(`takes ${zone} for ${print} where the zone had no more room`, () => {
      const [compared] = compareFields(fields({ surname: print }), machine({ surname: zone }, true));
      assert.equal(compared?.comparison, 'match');
    });
  }

  it('does not take the end or the middle of a name for a name that was cut', () => {
    for (const cut of ['CONNOR', 'MARIA', 'O CONRAD']) {
      const [compared] = compareFields(
        fields({ surname: "O'Connor Maria" }),
        machine({ surname: cut }, true),
      );
      assert.equal(compared?.comparison, 'mismatch');
    }
  });

  it('takes a name that has room for a whole one', () => {
    const cut = { surname: 'ERIKS' };
    const [compared] = compareFields(fields({ surname: 'ERIKSSON' }), machine(cut));
    assert.equal(compared?.comparison, 'mismatch');
    const [full] = compareFields(fields({ surname: 'ERIKSSON' }), machine(cut, true));
    assert.equal(full?.comparison, 'match');
  });

  it('finds a whole name in either order', () => {
    const zone = machine({ surname: 'ERIKSSON', givenNames: 'ANNA MARIA' });
    const outcome = (fullName: string) => namesOutcome(compareFields(fields({ fullName }), zone));
    assert.equal(outcome('Anna Maria Eriksson'), 'pass');
    assert.equal(outcome('ERIKSSON, Anna Maria'), 'pass');
    assert.equal(outcome('Lars Eriksson'), 'fail');
  });

  it('knows the whole name of who has one name only', () => {
    const zone = machine({ surname: 'ARKFREITH' });
    assert.equal(namesOutcome(compareFields(fields({ fullName: 'Arkfreith' }), zone)), 'pass');
    assert.equal(namesOutcome(compareFields(fields({ fullName: 'Anna Arkfreith' }), zone)), 'fail');
    const cut = machine({ surname: 'ARKFREITH' }, true);
    assert.equal(namesOutcome(compareFields(fields({ fullName: 'Arkfreith' }), cut)), 'unknown');
  });

  it('knows a name only by both of its parts', () => {
    const zone = machine({ surname: 'ERIKSSON', givenNames: 'ANNA' });
    assert.equal(namesOutcome(compareFields(fields({ surname: 'Eriksson' }), zone)), 'unknown');
    assert.equal(namesOutcome([]), 'unknown');
  });

  it('compares numbers without their spaces and signs', () => {
    assert.equal(comparison('documentNumber', 'AB 123-456', 'AB123456'), 'match');
  });

  it('doubts a number whose letters and digits look alike, and one that lacks a character', () => {
    assert.deepEqual(compare('documentNumber', 'L8989O2C3', 'L898902C3'), {
      field: 'documentNumber',
      comparison: 'mismatch',
      doubtful: true,
    });
    assert.equal(compare('documentNumber', 'L89890C3', 'L898902C3')?.doubtful, true);
    assert.equal(compare('documentNumber', 'X123456Z9', 'L898902C3')?.doubtful, false);
  });

  it('does not call another day a slip, unless it was hardly read', () => {
    assert.equal(compare('birthDate', '1990-08-13', '1990-08-12')?.doubtful, false);
    assert.equal(compare('birthDate', '1990-08-13', '1990-08-12', 0.6)?.doubtful, true);
    assert.equal(comparison('expiryDate', '2031-04-15', '2031-04-15'), 'match');
    assert.equal(compare('sex', 'M', 'F')?.doubtful, false);
  });

  for (const [print, code, expected] of [
    ['UTOPIAN', 'UTO', 'match'],
    ['DEUTSCH', 'D', 'match'],
    ['British citizen', 'GBR', 'match'],
    ['Française', 'FRA', 'match'],
    ['FRA', 'FRA', 'match'],
    ['ITALIANA', 'FRA', 'mismatch'],
    ['Quenyan', 'FRA', 'absent'],
  ] as const) {
    it(`finds ${print} beside ${code} to be ${expected}`, () => {
      assert.equal(comparison('nationality', print, code), expected);
    });
  }

  it('calls absent what either side lacks', () => {
    const compared = compareFields(fields({ sex: 'F' }), machine({ documentNumber: 'L898902C3' }));
    assert.ok(compared.every((one) => one.comparison === 'absent'));
    assert.equal(outcomeOf(compared), undefined);
  });

  it('fails on one sure difference, and is unknown on doubtful ones alone', () => {
    const zone = machine({ documentNumber: 'L898902C3', sex: 'F' });
    const outcome = (values: Values) => outcomeOf(compareFields(fields(values), zone));
    assert.equal(outcome({ documentNumber: 'L898902C3', sex: 'F' }), 'pass');
    assert.equal(outcome({ documentNumber: 'L8989O2C3', sex: 'F' }), 'unknown');
    assert.equal(outcome({ documentNumber: 'L8989O2C3', sex: 'M' }), 'fail');
  });

  it('allows for names that a barcode says it has cut', () => {
    const box = { left: 0, top: 0, right: 1, bottom: 1 };
    const barcode = {
      symbology: 'PDF417',
      text: '',
      box,
      fields: fields({ givenNames: 'MICHAEL J' }),
    } as const;
    const compared = (truncated: boolean) =>
      outcomeOf(
        compareFields(fields({ givenNames: 'Michael John' }), barcodeFieldsOf({ ...barcode, truncated })),
      );
    assert.equal(compared(true), 'pass');
    assert.equal(compared(false), 'fail');
  });
});
