import assert from 'node:assert/strict';
import { parse } from 'aamva-parser';
import { parseAamva } from './aamva.ts';

/** The text of a licence of version 10 with these elements. */
function licence(elements: string[], end = '\n'): string {
  const data = `DL${elements.join(end)}\r`;
  return `@\n\x1e\rANSI 636000100102DL0041${String(data.length).padStart(4, '0')}ZV03190008${data}ZVZVA01\r`;
}

const ELEMENTS = [
  'DAQT64235789',
  'DCSSAMPLE',
  'DDEN',
  'DACMICHAEL',
  'DDFN',
  'DADJOHN',
  'DDGN',
  'DBD06062018',
  'DBB06061986',
  'DBA12102026',
  'DBC1',
  'DAG2300 WEST BROAD STREET',
  'DAIRICHMOND',
  'DAJVA',
  'DAK232690000',
  'DCGUSA',
];

const values = (text: string) => {
  const fields = Object.entries(parseAamva(text)?.fields ?? {});
  return Object.fromEntries(fields.map(([name, field]) => [name, field.value]));
};
const changed = (...changes: string[]) => {
  const kept = ELEMENTS.filter((one) => !changes.some((change) => change.slice(0, 3) === one.slice(0, 3)));
  return licence([...changes, ...kept]);
};

describe('reading the text of a North American licence', () => {
  it('tells its fields', () => {
    assert.deepEqual(values(licence(ELEMENTS)), {
      surname: 'SAMPLE',
      givenNames: 'MICHAEL JOHN',
      documentNumber: 'T64235789',
      birthDate: '1986-06-06',
      expiryDate: '2026-12-10',
      issueDate: '2018-06-06',
      sex: 'M',
      address: '2300 WEST BROAD STREET\nRICHMOND, VA 23269',
    });
  });

  it('agrees with another parser on a plain licence', () => {
    const other = parse(licence(ELEMENTS));
    const own = values(licence(ELEMENTS));
    assert.deepEqual(
      [own.surname, own.documentNumber, own.givenNames],
      [other.lastName, other.driversLicenseId, `${other.firstName} ${other.middleName}`],
    );
  });

  it('does not take the letters of an element within a name for the element', () => {
    assert.equal(values(licence(['DCSBANDAQUIST', 'DACDBBERT', ...ELEMENTS])).documentNumber, 'T64235789');
    assert.equal(values(changed('DCSBANDAQUIST')).surname, 'BANDAQUIST');
  });

  it('reads dates of Canada and of old cards, which begin with the year', () => {
    assert.equal(values(changed('DBB19860606', 'DCGCAN')).birthDate, '1986-06-06');
  });

  it('leaves out days that do not exist, and names that are said to be missing', () => {
    assert.equal(values(changed('DBB02301986')).birthDate, undefined);
    assert.equal(values(changed('DADNONE')).givenNames, 'MICHAEL');
  });

  it('reads the whole name of the first version, and the given names of the second', () => {
    const others = ELEMENTS.filter((one) => !/^D(CS|AC|AD)/.test(one));
    assert.equal(values(licence(['DAASAMPLE,MICHAEL,JOHN', ...others])).givenNames, 'MICHAEL JOHN');
    assert.equal(values(licence(['DCSSAMPLE', 'DCTMICHAEL,JOHN', ...others])).givenNames, 'MICHAEL JOHN');
  });

  it('says where a name did not fit', () => {
    assert.equal(parseAamva(changed('DDFT'))?.truncated, true);
    assert.equal(parseAamva(licence(ELEMENTS))?.truncated, undefined);
  });

  it('takes other texts for no licence', () => {
    assert.equal(parseAamva('https://example.com/DAQ123'), undefined);
    assert.equal(parseAamva(''), undefined);
    assert.equal(parseAamva('@\n\x1e\rANSI 636000100102DL00410008DL\r'), undefined);
  });
});
