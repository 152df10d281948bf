import assert from 'node:assert/strict';
import { readPrintedFields } from './printed-fields.ts';
import { groupLines } from './text-lines.ts';

const today = '2026-11-23';
type Text = [left: number, top: number, text: string, confidence?: number];

/** A page of texts in print of 20 pixels, each word 12 pixels a letter. */
function page(texts: Text[]) {
  const words = texts.flatMap(([left, top, text, confidence = 0.95]) => {
    let x = left;
    return text.split(' ').map((word) => {
      const box = { left: x, top, right: x + word.length * 12, bottom: top + 20 };
      x = box.right + 8;
      return { text: word, confidence, box };
    });
  });
  return groupLines(words);
}

const read = (texts: Text[]) => {
  const fields = Object.entries(readPrintedFields(page(texts), { today }));
  return Object.fromEntries(fields.map(([name, field]) => [name, field.value]));
};

describe('reading the printed fields of passports and cards', () => {
  it('takes the value under its label, column by column', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname / Nom'],
        [0, 30, 'VAN DER BERG'],
        [0, 80, 'Date of birth'],
        [300, 80, 'Sex'],
        [400, 80, 'Nationality'],
        [0, 110, '12 AUG 1974'],
        [300, 110, 'F'],
        [400, 110, 'UTOPIAN'],
      ]),
      { surname: 'VAN DER BERG', birthDate: '1974-08-12', sex: 'F', nationality: 'UTOPIAN' },
    );
  });

  it('takes the value behind a colon, and to the right of its label', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname: ERIKSSON'],
        [0, 60, 'Given names'],
        [300, 60, 'ANNA MARIA'],
        [0, 120, 'Date of expiry 01 JAN 2034'],
      ]),
      { surname: 'ERIKSSON', givenNames: 'ANNA MARIA', expiryDate: '2034-01-01' },
    );
  });

  it('knows labels that are numbered', () => {
    assert.deepEqual(
      read([
        [0, 0, '1. Surname'],
        [0, 30, 'ERIKSSON'],
      ]),
      { surname: 'ERIKSSON' },
    );
  });

  it('does not take one label for the value of another', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname'],
        [0, 30, 'Given names'],
        [0, 60, 'ANNA'],
      ]),
      { givenNames: 'ANNA' },
    );
  });

  it('does not take prose behind a word that is a label elsewhere', () => {
    assert.deepEqual(read([[0, 0, 'Name of the nearest embassy']]), {});
  });

  it('leaves out what the engine was not sure of', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname'],
        [0, 30, 'ERIKSS0N', 0.3],
      ]),
      {},
    );
  });

  it('leaves out values of the wrong form', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname'],
        [0, 30, 'L898<<902C'],
        [300, 0, 'Date of birth'],
        [300, 30, '12 AUG 2074'],
        [600, 0, 'Document No.'],
        [600, 30, 'NONE'],
      ]),
      {},
    );
  });

  it('says how sure the engine was, and where it stands', () => {
    const fields = readPrintedFields(
      page([
        [0, 0, 'Surname'],
        [0, 30, 'ERIKSSON', 0.8],
      ]),
      { today },
    );
    assert.deepEqual(fields.surname, {
      value: 'ERIKSSON',
      confidence: 0.8,
      box: { left: 0, top: 30, right: 96, bottom: 50 },
    });
  });
});
