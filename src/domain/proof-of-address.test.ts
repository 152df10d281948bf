import assert from 'node:assert/strict';
import { readProofOfAddress } from './proof-of-address.ts';
import { groupLines } from './text-lines.ts';

const today = '2026-11-23';
type Text = [left: number, top: number, text: string];

function page(texts: Text[]) {
  const words = texts.flatMap(([left, top, text]) => {
    let x = left;
    return text.split(' ').map((word) => {
      const box = { left: x, top, right: x + word.length * 12, bottom: top + 20 };
      x = box.right + 8;
      return { text: word, confidence: 0.95, box };
    });
  });
  return groupLines([...words, footer]);
}

/** Makes the page as long as a sheet. */
const footer = { text: 'End', confidence: 0.95, box: { left: 0, top: 2000, right: 40, bottom: 2020 } };

const read = (texts: Text[]) => {
  const fields = Object.entries(readProofOfAddress(page(texts), today));
  return Object.fromEntries(fields.map(([name, field]) => [name, field.value]));
};

describe('reading a proof of address', () => {
  it('reads name, address, issuer and issue date by their labels', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Utopia Water and Power Ltd'],
        [0, 200, 'Account holder'],
        [0, 230, 'Anna Maria Eriksson'],
        [0, 290, 'Supply address'],
        [0, 320, '27 Harbour Street'],
        [0, 350, 'Zenith'],
        [0, 380, 'ZN4 8QT'],
        [700, 200, 'Bill date'],
        [700, 230, '9 November 2026'],
      ]),
      {
        fullName: 'Anna Maria Eriksson',
        address: '27 Harbour Street\nZenith\nZN4 8QT',
        issuer: 'Utopia Water and Power Ltd',
        issueDate: '2026-11-09',
      },
    );
  });

  it('never takes a due date or a billing period for the issue date', () => {
    assert.deepEqual(
      read([
        [0, 200, 'Billing period'],
        [0, 230, '6 August 2026 to 4 November 2026'],
        [0, 280, 'Payment due by'],
        [0, 310, '30 November 2026'],
        [600, 200, 'Due date'],
        [600, 230, '30 November 2026'],
      ]),
      {},
    );
  });

  it('does not take the due date that stands under a row of labels with the bill date', () => {
    const fields = read([
      [0, 200, 'Due date'],
      [400, 200, 'Bill date'],
      [0, 230, '30 November 2026'],
      [400, 230, '9 November 2026'],
    ]);
    assert.equal(fields.issueDate, '2026-11-09');
  });

  it('takes the block under "Bill to" for name and address', () => {
    assert.deepEqual(
      read([
        [0, 200, 'Bill to:'],
        [0, 230, 'Anna Maria Eriksson'],
        [0, 260, '27 Harbour Street'],
        [0, 290, 'ZN4 8QT Zenith'],
      ]),
      { fullName: 'Anna Maria Eriksson', address: '27 Harbour Street\nZN4 8QT Zenith' },
    );
  });

  it('ends the address at a gap', () => {
    const fields = read([
      [0, 200, 'Supply address'],
      [0, 230, '27 Harbour Street'],
      [0, 260, 'Zenith'],
      [0, 340, 'Dear customer, thank you for 2026'],
    ]);
    assert.equal(fields.address, '27 Harbour Street\nZenith');
  });

  it('has no address where no line of it holds a number', () => {
    assert.deepEqual(
      read([
        [0, 200, 'Address'],
        [0, 230, 'somewhere'],
      ]),
      {},
    );
  });

  it('takes a company for the issuer only in the head of the page', () => {
    assert.deepEqual(read([[0, 1500, 'Sold through Utopia Trading Ltd']]), {});
  });
});
